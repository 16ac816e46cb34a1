// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/connection.h"

#include "core/clock.h"
#include "db/sqltext.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QSqlDatabase>
#include <QSqlError>

#include <atomic>

namespace db {

namespace {

Q_LOGGING_CATEGORY(lcDb, "retrydesk.db", QtWarningMsg)

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
    return QCoreApplication::translate("db::Connection", text);
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
        return {ErrorCode::Database, tr("The workspace refused a value: %1").arg(text), detail};
    }
}

//! The statement helps where it may be at fault; a full disk, a lock or a foreign file explain themselves.
void logRefusal(const core::Error &error, const QString &sql)
{
    if (error.code == core::ErrorCode::Database)
        qCWarning(lcDb).noquote() << error.detail << sql.left(200);
}

} // namespace

core::Error toError(const QSqlError &error, const QString &path)
{
    using core::ErrorCode;
    const int code = error.nativeErrorCode().toInt() & 0xff;
    const QString detail = error.text();
    switch (code) {
    case Busy:
    case Locked:
        return {ErrorCode::Busy,
                tr("The workspace %1 is busy: another program holds it. Try again when that has finished.")
                    .arg(path),
                detail};
    case Perm:
    case ReadOnly:
        return {ErrorCode::Storage,
                tr("The workspace %1 is read-only: make the file and its folder writable.").arg(path),
                detail};
    case IoError:
    case Full:
        return {
            ErrorCode::Storage,
            tr("The workspace %1 cannot be written: the disk is full or failing. Make room and start again; "
               "nothing that was stored is lost.")
                .arg(path),
            detail};
    case CantOpen:
        return {ErrorCode::Storage,
                tr("The workspace %1 cannot be opened: check that the folder exists and may be written.")
                    .arg(path),
                detail};
    case Corrupt:
        return {ErrorCode::Database,
                tr("The workspace %1 is damaged: put a backup copy in its place.").arg(path), detail};
    case NotADatabase:
        return {ErrorCode::Schema, tr("%1 is not a Retrydesk workspace: it is no SQLite database.").arg(path),
                detail};
    case Constraint:
        return constraintError(error.nativeErrorCode().toInt(), error.databaseText(), detail);
    default:
        return {ErrorCode::Database,
                tr("The workspace database refused a statement: %1").arg(error.databaseText()), detail};
    }
}

Statement::Statement(Connection &connection, const QString &key, std::shared_ptr<QSqlQuery> query)
    : m_connection(&connection), m_key(key), m_query(std::move(query))
{
}

Statement::~Statement()
{
    if (!m_query)
        return;
    m_query->finish();
    m_connection->m_idle.insert(m_key, std::move(m_query));
}

Statement &Statement::bind(const char *name, const QVariant &value)
{
    m_query->bindValue(QLatin1String(name), value);
    return *this;
}

Statement &Statement::bind(const char *name, const QDateTime &time)
{
    return bind(name, time.isValid() ? QVariant(core::toTimeText(time)) : QVariant());
}

core::Result<void> Statement::exec()
{
    if (m_query->exec())
        return {};
    const core::Error error = toError(m_query->lastError(), m_connection->path());
    logRefusal(error, m_query->lastQuery());
    return error;
}

bool Statement::next()
{
    if (m_query->next())
        return true;
    if (auto done = finished(); !done)
        logRefusal(done.error(), m_query->lastQuery());
    return false;
}

core::Result<void> Statement::finished() const
{
    const QSqlError error = m_query->lastError();
    return error.isValid() ? core::Result<void>(toError(error, m_connection->path())) : core::Result<void>();
}

core::Result<bool> Statement::any()
{
    const bool found = next();
    while (found && next()) {
    }
    if (auto done = finished(); !done)
        return done.error();
    return found;
}

QDateTime Statement::time(int column) const
{
    return isNull(column) ? QDateTime() : core::fromTimeText(text(column));
}

std::optional<int> Statement::optionalInteger(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<qint64> Statement::optionalNumber(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(number(column));
}

core::Result<std::unique_ptr<Connection>> Connection::open(const QString &path, bool create)
{
    static std::atomic<int> counter{0};
    if (create && path.isEmpty())
        return core::Error{core::ErrorCode::Usage, tr("The workspace needs a file name."), {}};
    const QFileInfo info(path);
    if (!create && !info.exists()) {
        return core::Error{
            core::ErrorCode::NotFound,
            tr("There is no workspace %1. Create it with: retrydeskctl --workspace %1 init").arg(path),
            {}};
    }
    if (info.isDir())
        return core::Error{
            core::ErrorCode::Schema, tr("%1 is a folder, not a workspace file.").arg(path), {}};

    const QString name = QStringLiteral("retrydesk-%1").arg(++counter);
    std::unique_ptr<Connection> connection(new Connection(name, path));
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
    database.setDatabaseName(path);
    database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=10000"));
    if (!database.open())
        return toError(database.lastError(), path);
    for (const char *pragma : {"PRAGMA foreign_keys = ON", "PRAGMA synchronous = NORMAL",
                               "PRAGMA temp_store = MEMORY", "PRAGMA cache_size = -32768"}) {
        if (auto done = connection->run(QLatin1String(pragma)); !done)
            return done.error();
    }
    return connection;
}

Connection::~Connection()
{
    m_idle.clear();
    {
        QSqlDatabase database = QSqlDatabase::database(m_name, false);
        database.close();
    }
    QSqlDatabase::removeDatabase(m_name);
}

QSqlDatabase Connection::database() const
{
    return QSqlDatabase::database(m_name, false);
}

core::Result<Statement> Connection::take(const QString &key, const QString &sql)
{
    if (auto idle = m_idle.take(key))
        return Statement(*this, key, std::move(idle));
    auto query = std::make_shared<QSqlQuery>(database());
    query->setForwardOnly(true);
    if (!query->prepare(sql)) {
        const core::Error error = toError(query->lastError(), m_path);
        logRefusal(error, sql);
        return error;
    }
    return Statement(*this, key, std::move(query));
}

core::Result<Statement> Connection::statement(const char *name)
{
    const QString key = QLatin1String(name);
    return take(key, sqlText(key));
}

core::Result<Statement> Connection::prepare(const QString &sql)
{
    return take(sql, sql);
}

core::Result<void> Connection::run(const QString &sql)
{
    QSqlQuery query(database());
    if (!query.exec(sql))
        return toError(query.lastError(), m_path);
    return {};
}

Transaction::~Transaction()
{
    if (!m_open)
        return;
    // After an error of the disk SQLite has rolled back by itself.
    if (auto rolledBack = m_connection.run(QStringLiteral("ROLLBACK")); !rolledBack)
        qCInfo(lcDb).noquote() << "rollback:" << rolledBack.error().detail;
}

core::Result<void> Transaction::begin()
{
    // IMMEDIATE takes the write lock now: a deferred transaction that upgrades later can fail without
    // waiting.
    auto begun = m_connection.run(QStringLiteral("BEGIN IMMEDIATE"));
    m_open = begun.hasValue();
    return begun;
}

core::Result<void> Transaction::commit()
{
    auto committed = m_connection.run(QStringLiteral("COMMIT"));
    if (committed)
        m_open = false;
    return committed;
}

} // namespace db
