// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/postgresdialect.h"

#include "db/connection.h"
#include "db/connectproblem.h"
#include "db/postgresaddress.h"
#include "db/silencewatch.h"
#include "db/sqltext.h"

#include <QCoreApplication>
#include <QHash>
#include <QSqlDatabase>
#include <QSqlDriver>
#include <QSqlError>
#include <QSqlQuery>
#include <QStandardPaths>
#include <QStringList>
#include <QUrl>

#include <libpq-fe.h>

#include <memory>
#include <optional>

Q_DECLARE_OPAQUE_POINTER(PGconn *)

namespace db {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("db::PostgresDialect", text);
}

//! What a connection gets unless the URI says otherwise: a peer that vanished is noticed within a minute
//! (libpq, "Connection Control Functions").
constexpr std::pair<const char *, const char *> kDefaults[] = {
    {"application_name", "retrydesk"}, {"connect_timeout", "10"}, {"keepalives_idle", "20"},
    {"keepalives_interval", "10"},     {"keepalives_count", "3"}, {"tcp_user_timeout", "45000"},
    {"client_encoding", "UTF8"},
};

//! A value of a conninfo string: in quotes, with these and backslashes escaped.
QString quoted(QString value)
{
    value.replace(u'\\', QLatin1String("\\\\")).replace(u'\'', QLatin1String("\\'"));
    return u'\'' + value + u'\'';
}

//! The library's own handle; null while there is none.
PGconn *sessionOf(const QSqlDatabase &database)
{
    const QVariant handle = database.driver() ? database.driver()->handle() : QVariant();
    if (handle.metaType() != QMetaType::fromType<PGconn *>())
        return nullptr;
    return *static_cast<PGconn *const *>(handle.constData());
}

//! Of SQLSTATE (PostgreSQL, appendix A): the server ends sessions or takes no more.
bool isAway(const QString &state)
{
    // too_many_connections, admin_shutdown, crash_shutdown, cannot_connect_now
    static const QStringList exact = {QStringLiteral("53300"), QStringLiteral("57P01"),
                                      QStringLiteral("57P02"), QStringLiteral("57P03")};
    return state.startsWith(QLatin1String("08")) || exact.contains(state);
}

core::ErrorCode codeOf(const QString &state)
{
    using core::ErrorCode;
    static const QHash<QString, ErrorCode> known = {
        {QStringLiteral("23505"), ErrorCode::Conflict}, // unique_violation
        {QStringLiteral("23503"), ErrorCode::NotFound}, // foreign_key_violation
        {QStringLiteral("25006"), ErrorCode::Storage},  // read_only_sql_transaction
        {QStringLiteral("40001"), ErrorCode::Busy},     // serialization_failure
        {QStringLiteral("40P01"), ErrorCode::Busy},     // deadlock_detected
        {QStringLiteral("53100"), ErrorCode::Storage},  // disk_full
        {QStringLiteral("54000"), ErrorCode::Refused},  // program_limit_exceeded: a key too long
        {QStringLiteral("55P03"), ErrorCode::Busy},     // lock_not_available
        {QStringLiteral("57014"), ErrorCode::Busy},     // query_canceled: the statement time-out
        {QStringLiteral("58030"), ErrorCode::Storage},  // io_error
        {QStringLiteral("P0001"), ErrorCode::Refused},  // raise_exception: a trigger of another program
    };
    // 22: a value out of its range or form; 23: against a rule of its table.
    const bool isValue = state.startsWith(QLatin1String("22")) || state.startsWith(QLatin1String("23"));
    return known.value(state, isValue ? ErrorCode::Refused : ErrorCode::Database);
}

QString refusal(const QString &state, const QString &text)
{
    if (state == QLatin1String("42501")) { // insufficient_privilege
        return tr("The role of this connection may not do that: %1. Let its owner grant it, or connect as "
                  "another role.")
            .arg(text);
    }
    return tr("The workspace database refused a statement: %1").arg(text);
}

//! The first line of what the server said, without the driver's frame around it.
QString firstLine(const QString &text)
{
    QString line = text.trimmed().section(u'\n', 0, 0);
    if (line.startsWith(QLatin1String("ERROR:")))
        line = line.mid(6);
    return line.trimmed();
}

core::Error away(const QString &label, const QString &text, const QString &detail)
{
    return {
        core::ErrorCode::Busy,
        tr("The database %1 cannot be reached: %2. Check host and port, and whether the server runs; work "
           "goes on when it is back, and nothing that was stored is lost.")
            .arg(label, text.isEmpty() ? tr("the connection is gone") : text),
        detail};
}

//! What the role of the connection may not do in a workspace, from a row of select_schema_tables; empty when
//! it may do all that is needed. An empty list would be a lie.
QString weaknessOf(const Statement &tables, const QString &label)
{
    const QString role = tables.text(2);
    if (!tables.flag(3)) {
        return tr("The role %1 may not use the schema retrydesk of %2. Connect as the role that made it, or "
                  "let "
                  "that role grant its rights.")
            .arg(role, label);
    }
    if (!tables.flag(4)) {
        return tr("Row level security hides vehicles of %2 from the role %1: what is missing could not be "
                  "told. "
                  "Connect as a role that bypasses it, such as service_role or postgres.")
            .arg(role, label);
    }
    if (!tables.isNull(5)) {
        return tr("The role %1 lacks rights in %2: %3. Let the owner of the tables grant them.")
            .arg(role, label, tables.text(5));
    }
    return {};
}

} // namespace

QString PostgresDialect::folder() const
{
    return QStringLiteral("postgresql");
}

QString PostgresDialect::driver() const
{
    return QStringLiteral("QPSQL");
}

QString PostgresDialect::label(const QString &workspace) const
{
    const auto parts = addressParts(workspace);
    if (!parts)
        return QStringLiteral("postgresql://…");
    QString host = parts->value(QStringLiteral("host"));
    if (host.startsWith(u'/')) // the folder of a Unix socket
        host.clear();
    return QStringLiteral("postgresql://%1/%2").arg(host, parts->value(QStringLiteral("dbname")));
}

QString PostgresDialect::home(const QString &) const
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/retrydesk");
}

QString PostgresDialect::name(const QString &workspace) const
{
    const auto parts = addressParts(workspace);
    const QString database = parts ? parts->value(QStringLiteral("dbname")) : QString();
    // A database may be called anything; a file may not.
    return QString::fromLatin1(QUrl::toPercentEncoding(database.isEmpty() ? folder() : database));
}

core::Result<void> PostgresDialect::check(const QString &workspace, bool) const
{
    const auto parts = addressParts(workspace);
    if (!parts)
        return parts.error();
    if (!QSqlDatabase::isDriverAvailable(driver())) {
        return core::Error{core::ErrorCode::Storage,
                           tr("Qt's driver for PostgreSQL is missing: install libqt6sql6-psql."),
                           {}};
    }
    return {};
}

core::Result<void> PostgresDialect::configure(QSqlDatabase &database, const QString &workspace) const
{
    auto parts = addressParts(workspace);
    if (!parts)
        return parts.error();
    for (const auto &[name, value] : kDefaults) {
        if (!parts->contains(QLatin1String(name)))
            parts->insert(QLatin1String(name), QLatin1String(value));
    }
    // Qt puts the connection string together from these four and the options; it turns each ';' into a space.
    database.setHostName(parts->take(QStringLiteral("host")));
    database.setDatabaseName(parts->take(QStringLiteral("dbname")));
    database.setUserName(parts->take(QStringLiteral("user")));
    database.setPassword(parts->take(QStringLiteral("password")));
    QStringList options;
    for (auto part = parts->cbegin(); part != parts->cend(); ++part)
        options.append(part.key() + u'=' + quoted(part.value()));
    options.sort();
    database.setConnectOptions(options.join(u' '));
    return {};
}

QString PostgresDialect::begin() const
{
    return QStringLiteral("BEGIN");
}

QString PostgresDialect::nameQuery() const
{
    return sqlText(*this, QStringLiteral("select_transaction_id"));
}

QString PostgresDialect::fateQuery(const QString &transaction) const
{
    return withValues(sqlText(*this, QStringLiteral("select_transaction_fate")),
                      {{QStringLiteral(":id"), transaction}});
}

//! A server says its process id when it greets; a pooler greets with a number of its own, since the session
//! behind it changes.
core::Result<bool> PostgresDialect::isPooled(QSqlDatabase &database) const
{
    QSqlQuery query(database);
    if (!query.exec(sqlText(*this, QStringLiteral("select_session_id"))) || !query.next())
        return toError(query.lastError(), database.databaseName());
    const PGconn *session = sessionOf(database);
    return session && PQbackendPID(session) != query.value(0).toInt();
}

QString PostgresDialect::transactionSettings() const
{
    return sqlFile(*this, QStringLiteral("session/settings"))
        .replace(QLatin1String(", false)"), QLatin1String(", true)"));
}

bool PostgresDialect::isLost(const QSqlDatabase &database, const QSqlError &error) const
{
    if (error.type() == QSqlError::ConnectionError)
        return true;
    const PGconn *session = sessionOf(database);
    return session && PQstatus(session) == CONNECTION_BAD;
}

std::unique_ptr<SilenceWatch> PostgresDialect::watch(const QSqlDatabase &database, int limitMs) const
{
    const PGconn *session = sessionOf(database);
    return session ? std::make_unique<SilenceWatch>(PQsocket(session), limitMs) : nullptr;
}

core::Result<int> PostgresDialect::statementTimeout(Connection &connection) const
{
    auto statement = connection.statement("select_statement_timeout");
    if (!statement)
        return statement.error();
    if (auto done = statement->exec(); !done)
        return done.error();
    if (statement->next())
        return statement->integer(0);
    auto done = statement->finished();
    return done ? core::Result<int>(0) : done.error();
}

core::Error PostgresDialect::toError(const QSqlError &error, const QString &label) const
{
    using core::ErrorCode;
    const QString state = error.nativeErrorCode();
    const QString text = firstLine(error.databaseText());
    const QString detail = state + u' ' + error.text();
    if (error.type() == QSqlError::ConnectionError || isAway(state)) {
        auto problem = connectProblem(error.databaseText(), label);
        return problem ? core::Error{problem->code, problem->message, detail} : away(label, text, detail);
    }
    switch (codeOf(state)) {
    case ErrorCode::Busy:
        return {ErrorCode::Busy,
                tr("The database %1 is busy: another program holds what this needs. Try again.").arg(label),
                detail};
    case ErrorCode::Storage:
        return {ErrorCode::Storage,
                tr("The database %1 cannot be written: %2. Make room or let it be written, and start again; "
                   "nothing that was stored is lost.")
                    .arg(label, text),
                detail};
    case ErrorCode::Conflict:
        return {ErrorCode::Conflict, tr("Another row already has this value."), detail};
    case ErrorCode::Refused:
        return {ErrorCode::Refused, tr("The workspace refused a value: %1").arg(text), detail};
    case ErrorCode::NotFound:
        return {ErrorCode::NotFound, tr("What this belongs to is not in the workspace any more."), detail};
    default:
        return {ErrorCode::Database, refusal(state, text), detail};
    }
}

core::Result<SchemaState> PostgresDialect::schemaState(Connection &connection) const
{
    auto tables = connection.statement("select_schema_tables");
    if (!tables)
        return tables.error();
    if (auto done = tables->exec(); !done)
        return done.error();
    if (!tables->next())
        return core::Error{
            core::ErrorCode::Internal, tr("The catalogue of the database gave no answer."), {}};
    const bool isOurs = tables->flag(0);
    if (!isOurs)
        return SchemaState{0, tables->flag(1)};
    if (const QString why = weaknessOf(*tables, connection.label()); !why.isEmpty())
        return core::Error{core::ErrorCode::Schema, why, {}};
    auto version = connection.statement("select_schema_version");
    if (!version)
        return version.error();
    if (auto done = version->exec(); !done)
        return done.error();
    if (version->next())
        return SchemaState{version->integer(0), false};
    if (auto done = version->finished(); !done)
        return done.error();
    return core::Error{core::ErrorCode::Schema,
                       tr("The schema retrydesk of %1 does not say its version: restore its table "
                          "schema_version from a backup.")
                           .arg(connection.label()),
                       {}};
}

core::Result<void> PostgresDialect::writeSchemaVersion(Connection &connection, int version) const
{
    auto statement = connection.statement("update_schema_version");
    if (!statement)
        return statement.error();
    return statement->bind(":version", version).exec();
}

core::Result<void> PostgresDialect::beforeMigration(Connection &) const
{
    return {};
}

core::Result<void> PostgresDialect::lockSchema(Connection &connection) const
{
    auto statement = connection.statement("lock_schema");
    if (!statement)
        return statement.error();
    return statement->exec();
}

core::Result<void> PostgresDialect::backUp(Connection &, int) const
{
    return {}; // the schema changes in one transaction, and the server has backups of its own
}

} // namespace db
