// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/sqltext.h"

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

} // namespace

QString sqlFile(const QString &path)
{
    static QMutex mutex;
    static QHash<QString, QString> texts;
    const QMutexLocker locker(&mutex);
    const auto known = texts.constFind(path);
    if (known != texts.constEnd())
        return *known;
    QFile file(QStringLiteral(":/sql/sqlite/%1.sql").arg(path));
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(opened, "db::sqlFile", qPrintable(path));
    const QString text = opened ? withoutComments(QString::fromUtf8(file.readAll())).trimmed() : QString();
    texts.insert(path, text);
    return text;
}

QString sqlText(const QString &name)
{
    return sqlFile(QStringLiteral("queries/") + name);
}

QStringList sqlNames()
{
    QStringList names;
    const QStringList files = QDir(QStringLiteral(":/sql/sqlite/queries")).entryList(QDir::Files, QDir::Name);
    for (const QString &file : files)
        names.append(file.chopped(4));
    return names;
}

} // namespace db
