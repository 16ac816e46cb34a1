// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/findings.h"

#include "db/dialect.h"
#include "media/imagecheck.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QStorageInfo>

namespace pipeline {

namespace {

constexpr qint64 kMegabyte = 1024 * 1024;
constexpr qint64 kLittle = 1024; //!< megabytes
constexpr qint64 kAlmostNone = 100;

QString tr(const char *text)
{
    return QCoreApplication::translate("pipeline::Doctor", text);
}

void checkPlugins(Findings &findings, const db::Dialect &dialect)
{
    if (QSqlDatabase::isDriverAvailable(dialect.driver()))
        findings.ok("sql_drivers", tr("Qt has the driver %1.").arg(dialect.driver()));
    else
        findings.problem("sql_drivers", tr("Qt lacks the driver %1.").arg(dialect.driver()),
                         tr("Install the package libqt6sql6-%1.")
                             .arg(dialect.canAttach() ? QStringLiteral("psql") : QStringLiteral("sqlite")));
    const QStringList missing = media::missingFormats();
    if (missing.isEmpty())
        findings.ok("image_plugins", tr("Qt reads JPEG, PNG, GIF and WebP."));
    else
        findings.warn("image_plugins", tr("Qt cannot read: %1.").arg(missing.join(QStringLiteral(", "))),
                      tr("Install the package qt6-image-formats-plugins."));
}

//! The folder itself, or the nearest above it that is there.
QString existing(const QString &folder)
{
    QString above = folder;
    while (!QFileInfo::exists(above) && !QDir(above).isRoot())
        above = QFileInfo(above).path();
    return above;
}

void checkRights(Findings &findings, const QString &workspace, const db::Dialect &dialect)
{
    const QString home = dialect.home(workspace);
    const QFileInfo folder(existing(home));
    if (!folder.isWritable()) {
        findings.problem("permissions", tr("The folder %1 cannot be written.").arg(home),
                         tr("Let the user of this program write there."));
        return;
    }
    const QFileInfo file(workspace);
    if (!dialect.canAttach() && file.exists() && !file.isWritable()) {
        findings.problem("permissions", tr("The file %1 cannot be written.").arg(file.absoluteFilePath()),
                         tr("Let the user of this program write it."));
        return;
    }
    findings.ok("permissions", tr("%1 can be written.").arg(home));
}

} // namespace

void checkRoom(Findings &findings, const char *name, const QString &folder)
{
    const QStorageInfo disk(existing(folder));
    if (!disk.isValid()) {
        findings.warn(name, tr("It cannot be told how much room there is at %1.").arg(folder), {});
        return;
    }
    const qint64 free = disk.bytesAvailable() / kMegabyte;
    const QString detail = tr("%1 MB are free at %2.").arg(free).arg(folder);
    if (free < kAlmostNone)
        findings.problem(name, detail, tr("Make room: work stops when the disk is full."));
    else if (free < kLittle)
        findings.warn(name, detail, tr("Make room before it is used up."));
    else
        findings.ok(name, detail);
}

void checkMachine(Findings &findings, const QString &workspace)
{
    const db::Dialect &dialect = db::Dialect::of(workspace);
    checkPlugins(findings, dialect);
    checkRights(findings, workspace, dialect);
    checkRoom(findings, "disk_home", dialect.home(workspace));
}

void checkSettings(Findings &findings, const QHash<QString, QString> &values)
{
    QStringList wrong;
    core::Settings settings(values);
    for (auto value = values.cbegin(); value != values.cend(); ++value) {
        if (!core::findSetting(value.key()))
            wrong.append(tr("%1 is no setting").arg(value.key()));
        else if (!settings.set(value.key(), value.value()))
            wrong.append(tr("%1 cannot be %2").arg(value.key(), value.value()));
    }
    wrong.sort();
    if (wrong.isEmpty())
        findings.ok("settings", tr("%1 are set, all of them valid.").arg(values.size()));
    else
        findings.problem("settings", wrong.join(QStringLiteral("; ")) + u'.',
                         tr("The defaults hold instead: correct them with \"retrydeskctl config set\"."));
}

} // namespace pipeline
