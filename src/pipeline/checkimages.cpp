// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/findings.h"

#include "core/clock.h"
#include "db/healthquery.h"
#include "media/folderstore.h"
#include "pipeline/imageplace.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace pipeline {

namespace {

constexpr std::size_t kSample = 200;
constexpr char kFirstId[] = "00000000-0000-0000-0000-000000000000";

QString tr(const char *text)
{
    return QCoreApplication::translate("pipeline::Doctor", text);
}

//! Images that Retrydesk stored; other programs have places of their own.
bool isOurs(const db::StoredFile &file)
{
    return file.storagePath.startsWith(file.vehicleId.left(2) + u'/' + file.vehicleId + u'/');
}

void checkFiles(Findings &findings, db::Connection &connection, const QString &folder)
{
    db::HealthQuery query(connection);
    auto files = query.images(core::newId(), kSample);
    if (files && files->size() < kSample) // the end of the table, or a small one
        files = query.images(QString::fromLatin1(kFirstId), kSample);
    if (!files) {
        findings.failed("image_files", files.error());
        return;
    }
    int looked = 0;
    QStringList missing;
    for (const db::StoredFile &file : *files) {
        if (!isOurs(file))
            continue;
        ++looked;
        if (!QFileInfo(folder + u'/' + file.storagePath).isFile())
            missing.append(file.storagePath);
    }
    if (missing.isEmpty())
        findings.ok("image_files", tr("All of %1 images that were looked for are there.").arg(looked));
    else
        findings.problem("image_files",
                         tr("%1 of %2 images are not there, such as %3.")
                             .arg(missing.size())
                             .arg(looked)
                             .arg(missing.first()),
                         tr("Put the files back from a backup, or fetch them with \"retry --all-images\"."));
}

void checkFolder(Findings &findings, db::Connection &connection, const media::StoreOptions &options)
{
    checkRoom(findings, "disk_images", options.where);
    if (!QFileInfo(options.where).isDir()) {
        findings.problem(
            "image_store", tr("There is no folder %1.").arg(options.where),
            tr("Mount or make it, or name another with \"retrydeskctl config set images.store\"."));
        return;
    }
    findings.count("temporary_files", media::IncomingFolder::countDead(options.where),
                   tr("Dead processes left none."), tr("%1 dead processes left temporary files."),
                   tr("The next worker removes them."));
    const auto usable = media::FolderStore(options.where, options.limits).check();
    if (usable)
        findings.ok("image_store", tr("%1 can be written.").arg(options.where));
    else
        findings.problem("image_store", usable.error().message, tr("Nothing can be stored before that."));
    checkFiles(findings, connection, options.where);
}

} // namespace

void checkImages(Findings &findings, db::Connection &connection, const core::Settings &settings,
                 const core::Secrets &secrets)
{
    const media::StoreOptions options = storeOptions(settings, connection.path(), secrets);
    if (!media::isRemotePlace(options.where)) {
        checkFolder(findings, connection, options);
        return;
    }
    checkRoom(findings, "disk_images", options.incoming);
    const auto store = media::openImageStore(options);
    const auto usable = store ? (*store)->probe() : core::Result<void>(store.error());
    if (usable)
        findings.ok("image_store", tr("%1 takes, gives and drops an object.").arg(options.where));
    else
        findings.problem("image_store", usable.error().message, tr("Nothing can be stored before that."));
}

} // namespace pipeline
