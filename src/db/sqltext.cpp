// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/sqltext.h"

#include "db/dialect.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QMutex>

namespace db {

namespace {

//! Qt looks for placeholders before the database sees the text, and takes an apostrophe in a comment for a
//! quote.
QString withoutComments(const QString &sql)
{
    QStringList lines = sql.split(u'\n');
    lines.removeIf([](const QString &line) { return line.startsWith(QLatin1String("--")); });
    return lines.join(u'\n');
}

//! Where a file or folder may be: the dialect's own goes before what is common.
QStringList places(const Dialect &dialect, const QString &path)
{
    return {QStringLiteral(":/sql/%1/%2").arg(dialect.folder(), path),
            QStringLiteral(":/sql/common/") + path};
}

QString readFile(const QStringList &paths)
{
    for (const QString &path : paths) {
        QFile file(path + QStringLiteral(".sql"));
        if (file.open(QIODevice::ReadOnly))
            return withoutComments(QString::fromUtf8(file.readAll())).trimmed();
    }
    Q_ASSERT_X(false, "db::sqlFile", qPrintable(paths.join(u' ')));
    return {};
}

} // namespace

QString sqlFile(const Dialect &dialect, const QString &path)
{
    static QMutex mutex;
    static QHash<QString, QString> texts;
    const QStringList paths = places(dialect, path);
    const QMutexLocker locker(&mutex);
    const auto known = texts.constFind(paths.first());
    if (known != texts.constEnd())
        return *known;
    const QString text = readFile(paths);
    texts.insert(paths.first(), text);
    return text;
}

QString sqlText(const Dialect &dialect, const QString &name)
{
    return sqlFile(dialect, QStringLiteral("queries/") + name);
}

QStringList sqlNames(const Dialect &dialect, const QString &folder)
{
    QStringList names;
    for (const QString &place : places(dialect, folder)) {
        for (const QString &file : QDir(place).entryList(QDir::Files, QDir::Name))
            names.append(file.chopped(4));
    }
    names.sort();
    names.removeDuplicates();
    return names;
}

} // namespace db
