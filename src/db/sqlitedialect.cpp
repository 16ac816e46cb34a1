// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/sqlitedialect.h"

#include "core/clock.h"
#include "db/connection.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>

namespace db {

namespace {

// "RDSK": marks an SQLite file as ours (PRAGMA application_id).
constexpr int kApplicationId = 0x5244534b;

// SQLite's primary result codes (sqlite.org/rescode.html).
enum SqliteCode {
    Perm = 3,
    Busy = 5,
    Locked = 6,
    ReadOnly = 8,
    IoError = 10,
    Corrupt = 11,
    Full = 13,
    CantOpen = 14,
    Constraint = 19,
    NotADatabase = 26,
    // Extended codes.
    ForeignKeyConstraint = 787,
    PrimaryKeyConstraint = 1555,
    UniqueConstraint = 2067,
    RowIdConstraint = 2579
};

QString tr(const char *text)
{
    return QCoreApplication::translate("db::SqliteDialect", text);
}

core::Error constraintError(int extendedCode, const QString &text, const QString &detail)
{
    using core::ErrorCode;
    switch (extendedCode) {
    case ForeignKeyConstraint:
        return {ErrorCode::NotFound, tr("What this belongs to is not in the workspace any more."), detail};
    case UniqueConstraint:
    case PrimaryKeyConstraint:
    case RowIdConstraint:
        return {ErrorCode::Conflict, tr("Another row already has this value."), detail};
    default: // CHECK, NOT NULL: the text names the rule
        return {ErrorCode::Refused, tr("The workspace refused a value: %1").arg(text), detail};
    }
}

} // namespace

QString SqliteDialect::folder() const
{
    return QStringLiteral("sqlite");
}

QString SqliteDialect::driver() const
{
    return QStringLiteral("QSQLITE");
}

QString SqliteDialect::label(const QString &workspace) const
{
    return workspace.isEmpty() ? workspace : QFileInfo(workspace).absoluteFilePath();
}

QString SqliteDialect::home(const QString &workspace) const
{
    return QFileInfo(workspace).absolutePath();
}

QString SqliteDialect::name(const QString &workspace) const
{
    return QFileInfo(workspace).completeBaseName();
}

core::Result<void> SqliteDialect::check(const QString &workspace, bool create) const
{
    if (create && workspace.isEmpty())
        return core::Error{core::ErrorCode::Usage, tr("The workspace needs a file name."), {}};
    const QFileInfo info(workspace);
    if (!create && !info.exists()) {
        return core::Error{
            core::ErrorCode::NotFound,
            tr("There is no workspace %1. Create it with: retrydeskctl --workspace %1 init").arg(workspace),
            {}};
    }
    if (info.isDir())
        return core::Error{
            core::ErrorCode::Schema, tr("%1 is a folder, not a workspace file.").arg(workspace), {}};
    if (create && !QDir().mkpath(home(workspace))) {
        return core::Error{
            core::ErrorCode::Storage,
            tr("The folder %1 cannot be created: check its parent folder.").arg(home(workspace)),
            {}};
    }
    return {};
}

core::Result<void> SqliteDialect::configure(QSqlDatabase &database, const QString &workspace) const
{
    database.setDatabaseName(workspace);
    database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=10000"));
    return {};
}

QString SqliteDialect::begin() const
{
    // IMMEDIATE takes the write lock now: a deferred transaction that upgrades later can fail without
    // waiting.
    return QStringLiteral("BEGIN IMMEDIATE");
}

bool SqliteDialect::isLost(const QSqlDatabase &, const QSqlError &) const
{
    return false;
}

core::Error SqliteDialect::toError(const QSqlError &error, const QString &label) const
{
    using core::ErrorCode;
    const int code = error.nativeErrorCode().toInt() & 0xff;
    const QString detail = error.text();
    switch (code) {
    case Busy:
    case Locked:
        return {ErrorCode::Busy,
                tr("The workspace %1 is busy: another program holds it. Try again when that has finished.")
                    .arg(label),
                detail};
    case Perm:
    case ReadOnly:
        return {ErrorCode::Storage,
                tr("The workspace %1 is read-only: make the file and its folder writable.").arg(label),
                detail};
    case IoError:
    case Full:
        return {
            ErrorCode::Storage,
            tr("The workspace %1 cannot be written: the disk is full or failing. Make room and start again; "
               "nothing that was stored is lost.")
                .arg(label),
            detail};
    case CantOpen:
        return {ErrorCode::Storage,
                tr("The workspace %1 cannot be opened: check that the folder exists and may be written.")
                    .arg(label),
                detail};
    case Corrupt:
        return {ErrorCode::Database,
                tr("The workspace %1 is damaged: put a backup copy in its place.").arg(label), detail};
    case NotADatabase:
        return {ErrorCode::Schema,
                tr("%1 is not a Retrydesk workspace: it is no SQLite database.").arg(label), detail};
    case Constraint:
        return constraintError(error.nativeErrorCode().toInt(), error.databaseText(), detail);
    default:
        return {ErrorCode::Database,
                tr("The workspace database refused a statement: %1").arg(error.databaseText()), detail};
    }
}

core::Result<SchemaState> SqliteDialect::schemaState(Connection &connection) const
{
    // One statement sees one state of the file: another process may be creating the schema right now.
    auto statement = connection.statement("select_schema_version");
    if (!statement)
        return statement.error();
    if (auto done = statement->exec(); !done)
        return done.error();
    statement->next();
    if (auto read = statement->finished(); !read)
        return read.error();
    const int id = statement->integer(0);
    const int version = statement->integer(1);
    const int tables = statement->integer(2);
    if (tables == 0 && (id == 0 || id == kApplicationId))
        return SchemaState{};
    if (id != kApplicationId) {
        return core::Error{
            core::ErrorCode::Schema,
            tr("%1 is not a Retrydesk workspace: it is the SQLite database of another program.")
                .arg(connection.label()),
            {}};
    }
    return SchemaState{version, false};
}

core::Result<void> SqliteDialect::writeSchemaVersion(Connection &connection, int version) const
{
    for (const auto &[pragma, value] :
         {std::pair("application_id", kApplicationId), std::pair("user_version", version)}) {
        auto done = connection.run(QStringLiteral("PRAGMA %1 = %2").arg(QLatin1String(pragma)).arg(value));
        if (!done)
            return done;
    }
    return {};
}

core::Result<void> SqliteDialect::beforeMigration(Connection &connection) const
{
    // Readers go on while one writes. The mode stays with the file and cannot change inside a transaction.
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

core::Result<void> SqliteDialect::lockSchema(Connection &) const
{
    return {}; // the write transaction is the lock
}

core::Result<void> SqliteDialect::backUp(Connection &connection, int version) const
{
    const QString copy = QStringLiteral("%1.before-v%2").arg(connection.path()).arg(version + 1);
    if (QFile::exists(copy))
        return {};
    // Under a name of its own first: what a killed run leaves behind must not pass for a backup.
    const QString part = copy + u'.' + core::newId() + QStringLiteral(".part");
    auto statement = connection.statement("copy_database");
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

} // namespace db
