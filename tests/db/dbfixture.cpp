// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/clock.h"
#include "db/attachment.h"
#include "db/dialect.h"
#include "db/migrator.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlRecord>

#include <cmath>
#include <stdexcept>

namespace dbtest {

namespace {

[[noreturn]] void fail(const QString &message)
{
    throw std::runtime_error(message.toStdString());
}

//! A migrated, empty workspace as bytes: migrating once for all tests of a program saves seconds.
const QByteArray &emptyWorkspace()
{
    static const QByteArray bytes = [] {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("empty.retrydesk"));
        must(db::migrate(*openQuick(path, true)));
        return fileBytes(path);
    }();
    return bytes;
}

QString serverFolder()
{
    return QString::fromUtf8(fileBytes(qEnvironmentVariable(kPostgresNote))).trimmed();
}

QString uriOf(const QString &database)
{
    return QStringLiteral("postgresql://retrydesk@/%1?host=%2").arg(database, serverFolder());
}

//! By way of the pooler.
QString pooledUriOf(const QString &database)
{
    return QStringLiteral("postgresql://pooled@/%1?host=%2/pool&port=6432").arg(database, serverFolder());
}

void runOnServer(const QString &sql)
{
    must(must(db::Connection::open(uriOf(QStringLiteral("postgres"))))->run(sql));
}

//! A migrated, empty workspace of the test server.
const QString &emptyDatabase()
{
    static const TestDatabase database;
    static const bool made = [] {
        auto connection = must(db::Connection::open(database.uri()));
        const QDir vehicles(QStringLiteral(":/sql/postgresql/vehicles"));
        for (const QString &file : vehicles.entryList(QDir::Files, QDir::Name)) {
            QString sql = QString::fromUtf8(fileBytes(vehicles.filePath(file)));
            sql.replace(QLatin1String(" uuid"), QLatin1String(" text"));
            must(connection->run(sql));
        }
        must(db::attach(*connection));
        return true;
    }();
    Q_UNUSED(made)
    return database.name();
}

QString insertSql(const QString &table, const QVariantMap &columns)
{
    const QStringList names = columns.keys();
    const QString places = QStringList(names.size(), QStringLiteral("?")).join(u',');
    return QStringLiteral("INSERT INTO %1 (%2) VALUES (%3)").arg(table, names.join(u','), places);
}

} // namespace

QDateTime at(qint64 seconds)
{
    static const QDateTime base(QDate(2026, 1, 31), QTime(12, 0), Qt::UTC);
    return base.addSecs(seconds);
}

QByteArray fileBytes(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        fail(QStringLiteral("cannot read ") + path);
    return file.readAll();
}

void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        fail(QStringLiteral("cannot write ") + path);
}

void fail(const core::Error &error)
{
    fail(QString(error.message + QStringLiteral(" / ") + error.detail));
}

void must(const core::Result<void> &result)
{
    if (!result)
        fail(result.error());
}

bool onPostgres()
{
    return qEnvironmentVariableIsSet(kPostgresNote);
}

QString bytesSql(const QByteArray &bytes)
{
    return (onPostgres() ? QStringLiteral("CAST('\\x%1' AS bytea)") : QStringLiteral("x'%1'"))
        .arg(QLatin1String(bytes.toHex()));
}

QString elementsSql(const QString &column, const QString &key)
{
    return (onPostgres() ? QStringLiteral(
                               "LATERAL (SELECT value FROM jsonb_array_elements_text(%1->'%2') AS e(value))")
                         : QStringLiteral("json_each(%1, '$.%2')"))
        .arg(column, key);
}

QVariant plain(const QVariant &value)
{
    if (value.isNull())
        return {}; // a null number would be the text 0
    switch (value.userType()) {
    case QMetaType::Bool:
        return value.toInt();
    case QMetaType::QDateTime:
        return core::toTimeText(value.toDateTime());
    case QMetaType::QDate:
        return value.toDate().toString(Qt::ISODate);
    case QMetaType::Double:
        if (onPostgres() && value.toDouble() == std::floor(value.toDouble()))
            return value.toLongLong();
        [[fallthrough]];
    default:
        return value;
    }
}

TestDatabase::TestDatabase(const QString &copyOf)
{
    static int counter = 0;
    m_name = QStringLiteral("t%1_%2").arg(QCoreApplication::applicationPid()).arg(++counter);
    runOnServer(
        copyOf.isEmpty()
            ? QStringLiteral("CREATE DATABASE %1").arg(m_name)
            : QStringLiteral("CREATE DATABASE %1 TEMPLATE %2 STRATEGY file_copy").arg(m_name, copyOf));
}

TestDatabase::~TestDatabase()
{
    try {
        runOnServer(QStringLiteral("DROP DATABASE %1 WITH (FORCE)").arg(m_name));
    } catch (const std::exception &problem) {
        qWarning("%s", problem.what());
    }
}

QString TestDatabase::pooledUri() const
{
    return pooledUriOf(m_name);
}

QString TestDatabase::uri() const
{
    return uriOf(m_name);
}

std::unique_ptr<db::Connection> openQuick(const QString &path, bool create)
{
    auto connection = must(db::Connection::open(path, create));
    if (&connection->dialect() == &db::Dialect::of({}))
        must(connection->run(QStringLiteral("PRAGMA synchronous = OFF")));
    return connection;
}

TestWorkspace::TestWorkspace()
{
    if (onPostgres())
        m_database = std::make_unique<TestDatabase>(emptyDatabase());
    else
        writeFile(path(), emptyWorkspace());
    m_connection = openQuick(path());
    if (m_database && qEnvironmentVariableIsSet(kPooled))
        m_direct = openQuick(m_database->uri());
}

QString TestWorkspace::path() const
{
    if (m_database && qEnvironmentVariableIsSet(kPooled))
        return m_database->pooledUri();
    return m_database ? m_database->uri() : m_folder.filePath(QStringLiteral("test.retrydesk"));
}

std::unique_ptr<db::Connection> TestWorkspace::another() const
{
    return openQuick(path());
}

//! Prepared only where there are values: a server prepares no BEGIN.
bool TestWorkspace::exec(QSqlQuery &query, const QString &sql, const QVariantList &values)
{
    if (values.isEmpty())
        return query.exec(sql);
    if (!query.prepare(sql))
        return false;
    // Where every type is strict, what a text stands for is seen by the server.
    const auto isNumber = [](const QVariant &value) {
        return value.userType() == QMetaType::Int || value.userType() == QMetaType::LongLong ||
               value.userType() == QMetaType::Bool;
    };
    for (const QVariant &value : values) {
        query.addBindValue(onPostgres() && !value.isNull() && isNumber(value)
                               ? QVariant(QString::number(value.toLongLong()))
                               : value);
    }
    return query.exec();
}

core::Result<void> TestWorkspace::tryRun(const QString &sql, const QVariantList &values)
{
    QSqlQuery query(plainly().database());
    if (!exec(query, sql, values))
        return plainly().toError(query.lastError());
    return {};
}

void TestWorkspace::run(const QString &sql, const QVariantList &values)
{
    must(tryRun(sql, values));
}

QVariant TestWorkspace::value(const QString &sql, const QVariantList &values)
{
    QSqlQuery query(plainly().database());
    if (!exec(query, sql, values))
        fail(QString(query.lastError().text() + QStringLiteral(": ") + sql));
    return query.next() ? plain(query.value(0)) : QVariant();
}

QStringList TestWorkspace::rows(const QString &sql, const QVariantList &values)
{
    QSqlQuery query(plainly().database());
    if (!exec(query, sql, values))
        fail(QString(query.lastError().text() + QStringLiteral(": ") + sql));
    QStringList rows;
    while (query.next()) {
        QStringList cells;
        for (int column = 0; column < query.record().count(); ++column)
            cells.append(plain(query.value(column)).toString());
        rows.append(cells.join(u'|'));
    }
    return rows;
}

void TestWorkspace::refuse(const QString &event, const QString &table, const QString &condition,
                           const QString &message)
{
    if (!onPostgres()) {
        run(QStringLiteral(
                "CREATE TRIGGER refuse BEFORE %1 ON %2 WHEN %3 BEGIN SELECT RAISE(ABORT, '%4'); END")
                .arg(event, table, condition, message));
        return;
    }
    run(QStringLiteral("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                       "$$ BEGIN RAISE EXCEPTION '%1'; END $$")
            .arg(message));
    run(QStringLiteral(
            "CREATE TRIGGER refuse BEFORE %1 ON %2 FOR EACH ROW WHEN (%3) EXECUTE FUNCTION refuse()")
            .arg(event, table, condition));
}

void TestWorkspace::refuseNoMore(const QString &table)
{
    run(onPostgres() ? QStringLiteral("DROP TRIGGER refuse ON ") + table
                     : QStringLiteral("DROP TRIGGER refuse"));
}

QString TestWorkspace::addVehicle(int number, const QJsonObject &metadata, const QVariantMap &columns)
{
    QVariantMap all = {
        {QStringLiteral("id"), QStringLiteral("v%1").arg(number)},
        {QStringLiteral("origin_metadata"),
         QString::fromUtf8(QJsonDocument(metadata).toJson(QJsonDocument::Compact))},
        {QStringLiteral("created_at"), core::toTimeText(at(number))},
    };
    all.insert(columns);
    run(insertSql(QStringLiteral("vehicles"), all), all.values());
    return all.value(QStringLiteral("id")).toString();
}

void TestWorkspace::addImage(const QString &vehicleId, const QVariant &sourceUrl, const QVariantMap &columns)
{
    QVariantMap all = {
        {QStringLiteral("vehicle_id"), vehicleId},
        {QStringLiteral("image_url"), QStringLiteral("stored")},
        {QStringLiteral("source_url"), sourceUrl},
    };
    all.insert(columns);
    run(insertSql(QStringLiteral("vehicle_images"), all), all.values());
}

QString TestWorkspace::addQueued(const QString &vehicleId, core::Step step, const QVariantMap &columns)
{
    QVariantMap all = {
        {QStringLiteral("id"), core::newId()},
        {QStringLiteral("vehicle_id"), vehicleId},
        {QStringLiteral("step_name"), QString(core::stepName(step))},
        {QStringLiteral("next_retry_at"), core::toTimeText(at())},
        {QStringLiteral("created_at"), core::toTimeText(at())},
        {QStringLiteral("reason"), QStringLiteral("test")},
    };
    all.insert(columns);
    run(insertSql(QStringLiteral("scrape_retry_queue"), all), all.values());
    return all.value(QStringLiteral("id")).toString();
}

} // namespace dbtest
