// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/migrator.h"

#include "core/clock.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace db {

namespace {

// "RDSK": marks an SQLite file as ours (PRAGMA application_id).
constexpr int kApplicationId = 0x5244534b;

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

int numberOf(const QString &version)
{
    return version.left(4).toInt();
}

//! The folders "0001_initial", … in order.
QStringList versions(const QString &folder)
{
    return QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
}

core::Result<void> runFile(Connection &connection, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return core::Error{core::ErrorCode::Internal, tr("A step of the schema is missing: %1").arg(path),
                           file.errorString()};
    return connection.run(QString::fromUtf8(file.readAll()));
}

//! The steps of one version and its number, in the transaction of the caller.
core::Result<void> runVersion(Connection &connection, const QString &folder, const QString &name)
{
    const QDir steps(folder + u'/' + name);
    for (const QString &step : steps.entryList(QDir::Files, QDir::Name)) {
        if (auto done = runFile(connection, steps.filePath(step)); !done)
            return done;
    }
    for (const auto &[pragma, value] :
         {std::pair("application_id", kApplicationId), std::pair("user_version", numberOf(name))}) {
        auto done = connection.run(QStringLiteral("PRAGMA %1 = %2").arg(QLatin1String(pragma)).arg(value));
        if (!done)
            return done;
    }
    return {};
}

//! False when another process had applied one of these versions before we got the write lock.
core::Result<bool> applyVersions(Connection &connection, const QString &folder, const QStringList &names)
{
    return inTransaction(connection, [&]() -> core::Result<bool> {
        const auto applied = readInteger(connection, QStringLiteral("PRAGMA user_version"));
        if (!applied)
            return applied.error();
        if (*applied >= numberOf(names.first()))
            return false;
        for (const QString &name : names) {
            if (auto done = runVersion(connection, folder, name); !done)
                return done.error();
        }
        return true;
    });
}

//! Readers go on while one writes. The mode stays with the file and cannot change inside a transaction.
core::Result<void> switchToWal(Connection &connection)
{
    // This pragma does not wait for others; taking the write lock does.
    constexpr int kTries = 8;
    core::Result<void> done;
    for (int i = 0; i < kTries; ++i) {
        done = connection.run(QStringLiteral("PRAGMA journal_mode = WAL"));
        if (done || done.error().code != core::ErrorCode::Busy)
            return done;
        Transaction turn(connection);
        if (auto begun = turn.begin(); !begun)
            return begun;
    }
    return done;
}

core::Result<void> backUp(Connection &connection, int version)
{
    const QString copy = QStringLiteral("%1.before-v%2").arg(connection.path()).arg(version + 1);
    if (QFile::exists(copy))
        return {};
    // Under a name of its own first: what a killed run leaves behind must not pass for a backup.
    const QString part = copy + u'.' + core::newId() + QStringLiteral(".part");
    auto statement = connection.prepare(QStringLiteral("VACUUM INTO :copy"));
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":copy", part).exec(); !done) {
        QFile::remove(part);
        return done;
    }
    if (QFile::rename(part, copy))
        return {};
    QFile::remove(part);
    if (QFile::exists(copy)) // another process was faster
        return {};
    return core::Error{core::ErrorCode::Storage,
                       tr("The copy %1 cannot be written: make its folder writable.").arg(copy),
                       {}};
}

core::Result<Migration> upgrade(Connection &connection, const QString &folder, int version)
{
    if (auto done = backUp(connection, version); !done)
        return done.error();
    if (auto done = switchToWal(connection); !done)
        return done.error();
    auto outcome = Migration::UpToDate;
    for (const QString &name : versions(folder)) {
        if (numberOf(name) <= version)
            continue;
        const auto applied = applyVersions(connection, folder, {name});
        if (!applied)
            return applied.error();
        if (*applied)
            outcome = Migration::Upgraded;
    }
    return outcome;
}

} // namespace

QString migrationsFolder()
{
    return QStringLiteral(":/sql/sqlite/migrations");
}

int headSchemaVersion(const QString &folder)
{
    const QStringList all = versions(folder);
    return all.isEmpty() ? 0 : numberOf(all.last());
}

core::Result<int> schemaVersion(Connection &connection, const QString &folder)
{
    // One statement sees one state of the file: another process may be creating the schema right now.
    auto statement = connection.prepare(QStringLiteral("SELECT application_id, user_version, "
                                                       "(SELECT count(*) FROM sqlite_schema) "
                                                       "FROM pragma_application_id, pragma_user_version"));
    if (!statement)
        return statement.error();
    if (auto done = statement->exec(); !done)
        return done.error();
    statement->next();
    const int id = statement->integer(0);
    const int version = statement->integer(1);
    const int tables = statement->integer(2);
    if (tables == 0 && (id == 0 || id == kApplicationId))
        return 0;
    if (id != kApplicationId) {
        return core::Error{
            core::ErrorCode::Schema,
            tr("%1 is not a Retrydesk workspace: it is the SQLite database of another program.")
                .arg(connection.path()),
            {}};
    }
    if (version > headSchemaVersion(folder)) {
        return core::Error{
            core::ErrorCode::Schema,
            tr("The workspace %1 was written by a newer Retrydesk (schema %2, this one knows %3): "
               "update Retrydesk.")
                .arg(connection.path())
                .arg(version)
                .arg(headSchemaVersion(folder)),
            {}};
    }
    return version;
}

core::Result<Migration> migrate(Connection &connection, const QString &folder)
{
    auto version = schemaVersion(connection, folder);
    if (!version)
        return version.error();
    if (*version == 0 && headSchemaVersion(folder) > 0) {
        if (auto done = switchToWal(connection); !done)
            return done.error();
        const auto created = applyVersions(connection, folder, versions(folder));
        if (!created)
            return created.error();
        if (*created)
            return Migration::Created;
        version = schemaVersion(connection, folder); // another process was faster
        if (!version)
            return version.error();
    }
    if (*version == headSchemaVersion(folder))
        return Migration::UpToDate;
    return upgrade(connection, folder, *version);
}

} // namespace db
