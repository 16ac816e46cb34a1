// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/migrator.h"

#include "db/sqltext.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace db {

namespace {

// "RDSK": marks an SQLite file as ours (PRAGMA application_id).
constexpr int kApplicationId = 0x5244534b;
const QString kRoot = QStringLiteral(":/sql/sqlite/migrations");

QString tr(const char *text)
{
    return QCoreApplication::translate("db::Migrator", text);
}

core::Result<int> readInteger(Connection &connection, const QString &sql)
{
    auto statement = connection.prepare(sql);
    if (!statement)
        return statement.error();
    if (auto done = statement->exec(); !done)
        return done.error();
    return statement->next() ? statement->integer(0) : 0;
}

//! The folders "0001_initial", … in order.
QStringList versions()
{
    return QDir(kRoot).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
}

core::Result<void> applyVersion(Connection &connection, const QString &folder)
{
    return inTransaction(connection, [&]() -> core::Result<void> {
        const QStringList steps = QDir(kRoot + u'/' + folder).entryList(QDir::Files, QDir::Name);
        for (const QString &step : steps) {
            const QString path = QStringLiteral("migrations/") + folder + u'/' + step.chopped(4);
            if (auto done = connection.run(sqlFile(path)); !done)
                return done.error();
        }
        if (auto done = connection.run(QStringLiteral("PRAGMA application_id = %1").arg(kApplicationId));
            !done)
            return done;
        return connection.run(QStringLiteral("PRAGMA user_version = %1").arg(folder.left(4).toInt()));
    });
}

core::Result<void> backUp(Connection &connection, int version)
{
    const QString copy = QStringLiteral("%1.before-v%2").arg(connection.path()).arg(version + 1);
    if (QFile::exists(copy))
        return {};
    auto statement = connection.prepare(QStringLiteral("VACUUM INTO :copy"));
    if (!statement)
        return statement.error();
    return statement->bind(":copy", copy).exec();
}

} // namespace

int headSchemaVersion()
{
    const QStringList all = versions();
    return all.isEmpty() ? 0 : all.last().left(4).toInt();
}

core::Result<int> schemaVersion(Connection &connection)
{
    const auto id = readInteger(connection, QStringLiteral("PRAGMA application_id"));
    if (!id)
        return id;
    const auto version = readInteger(connection, QStringLiteral("PRAGMA user_version"));
    if (!version)
        return version;
    const auto tables = readInteger(connection, QStringLiteral("SELECT count(*) FROM sqlite_schema"));
    if (!tables)
        return tables;
    if (*tables == 0)
        return 0;
    if (*id != kApplicationId) {
        return core::Error{
            core::ErrorCode::Schema,
            tr("%1 is not a Retrydesk workspace: it is the SQLite database of another program.")
                .arg(connection.path()),
            {}};
    }
    if (*version > headSchemaVersion()) {
        return core::Error{
            core::ErrorCode::Schema,
            tr("The workspace %1 was written by a newer Retrydesk (schema %2, this one knows %3): "
               "update Retrydesk.")
                .arg(connection.path())
                .arg(*version)
                .arg(headSchemaVersion()),
            {}};
    }
    return version;
}

core::Result<Migration> migrate(Connection &connection)
{
    const auto version = schemaVersion(connection);
    if (!version)
        return version.error();
    if (*version == headSchemaVersion())
        return Migration::UpToDate;
    if (*version > 0) {
        if (auto done = backUp(connection, *version); !done)
            return done.error();
    }
    // Readers go on while one writes. The mode stays with the file and cannot change inside a transaction.
    if (auto done = connection.run(QStringLiteral("PRAGMA journal_mode = WAL")); !done)
        return done.error();
    for (const QString &folder : versions()) {
        if (folder.left(4).toInt() <= *version)
            continue;
        if (auto done = applyVersion(connection, folder); !done) {
            // Another process may have been faster: then the version it wrote is what counts.
            const auto now = schemaVersion(connection);
            if (now && *now == headSchemaVersion())
                return Migration::UpToDate;
            return done.error();
        }
    }
    return *version == 0 ? Migration::Created : Migration::Upgraded;
}

} // namespace db
