// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/healthquery.h"

namespace db {

namespace {

//! The one row of a statement that always has one.
template <typename Make>
auto oneRow(core::Result<Statement> &statement, Make &&make)
    -> core::Result<std::decay_t<decltype(make(std::declval<const Statement &>()))>>
{
    if (!statement)
        return statement.error();
    auto rows = statement->list(std::forward<Make>(make));
    if (!rows)
        return rows.error();
    if (rows->empty())
        return core::Error{core::ErrorCode::Internal, QStringLiteral("A count has no row."), {}};
    return std::move(rows->front());
}

} // namespace

core::Result<ServerFacts> HealthQuery::server()
{
    auto statement = m_connection.statement("select_server_facts");
    return oneRow(statement, [](const Statement &row) {
        ServerFacts facts;
        facts.version = row.text(0);
        facts.encoding = row.text(1);
        facts.role = row.text(2);
        facts.seesAll = row.isNull(3) || row.flag(3);
        facts.missingRights = row.text(4);
        if (!row.isNull(5))
            facts.tls = row.flag(5);
        facts.connections = row.optionalInteger(6);
        facts.connectionLimit = row.optionalInteger(7);
        facts.present = row.time(8);
        facts.isStandby = row.flag(9);
        return facts;
    });
}

core::Result<QueueHealth> HealthQuery::queue(const QDateTime &now, const QDateTime &started)
{
    auto statement = m_connection.statement("select_queue_health");
    if (statement)
        statement->bind(":now", now).bind(":started", started);
    return oneRow(statement, [](const Statement &row) {
        return QueueHealth{row.number(0), row.number(1), row.number(2), row.number(3)};
    });
}

core::Result<QStringList> HealthQuery::openBreakers()
{
    auto statement = m_connection.statement("list_open_breakers");
    if (!statement)
        return statement.error();
    QStringList breakers;
    if (auto done = statement->exec(); !done)
        return done.error();
    auto read = statement->forEach([&breakers](const Statement &row) {
        const QString name = row.text(0) + QStringLiteral(" (") + row.text(1) + u')';
        breakers.append(row.text(3).isEmpty() ? name : QString(name + QStringLiteral(": ") + row.text(3)));
    });
    return read ? core::Result<QStringList>(breakers) : read.error();
}

core::Result<Drift> HealthQuery::states(const QString &start, int many)
{
    auto statement = m_connection.statement("count_state_drift");
    if (statement)
        statement->bind(":start", start).bind(":many", many);
    return oneRow(statement, [](const Statement &row) { return Drift{row.number(0), row.number(1)}; });
}

core::Result<qint64> HealthQuery::counters()
{
    auto statement = m_connection.statement("count_counter_drift");
    return oneRow(statement, [](const Statement &row) { return row.number(0); });
}

core::Result<std::vector<StoredFile>> HealthQuery::images(const QString &start, std::size_t many)
{
    auto statement = m_connection.statement("list_stored_images_from");
    if (!statement)
        return statement.error();
    return statement->bind(":start", start)
        .bind(":many", static_cast<qint64>(many))
        .list([](const Statement &row) {
            return StoredFile{row.text(0), row.text(1)};
        });
}

} // namespace db
