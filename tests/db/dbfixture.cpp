// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/clock.h"
#include "db/migrator.h"

#include <QFile>
#include <QJsonDocument>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlRecord>

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

std::unique_ptr<db::Connection> openQuick(const QString &path, bool create)
{
    auto connection = must(db::Connection::open(path, create));
    must(connection->run(QStringLiteral("PRAGMA synchronous = OFF")));
    return connection;
}

TestWorkspace::TestWorkspace()
{
    writeFile(path(), emptyWorkspace());
    m_connection = openQuick(path());
}

std::unique_ptr<db::Connection> TestWorkspace::another() const
{
    return openQuick(path());
}

core::Result<void> TestWorkspace::tryRun(const QString &sql, const QVariantList &values)
{
    QSqlQuery query(m_connection->database());
    if (!query.prepare(sql))
        return m_connection->toError(query.lastError());
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (!query.exec())
        return m_connection->toError(query.lastError());
    return {};
}

void TestWorkspace::run(const QString &sql, const QVariantList &values)
{
    must(tryRun(sql, values));
}

QVariant TestWorkspace::value(const QString &sql, const QVariantList &values)
{
    QSqlQuery query(m_connection->database());
    query.prepare(sql);
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (!query.exec())
        fail(QString(query.lastError().text() + QStringLiteral(": ") + sql));
    return query.next() ? query.value(0) : QVariant();
}

QStringList TestWorkspace::rows(const QString &sql, const QVariantList &values)
{
    QSqlQuery query(m_connection->database());
    query.prepare(sql);
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (!query.exec())
        fail(QString(query.lastError().text() + QStringLiteral(": ") + sql));
    QStringList rows;
    while (query.next()) {
        QStringList cells;
        for (int column = 0; column < query.record().count(); ++column)
            cells.append(query.value(column).toString());
        rows.append(cells.join(u'|'));
    }
    return rows;
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
