// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/hoststore.h"

#include "db/values.h"

namespace db {

namespace {

core::Step stepAt(const Statement &row, int column)
{
    return core::stepFromName(row.text(column)).value_or(core::Step::FetchListing);
}

core::BreakerState stateAt(const Statement &row, int column)
{
    return core::breakerStateFromName(row.text(column)).value_or(core::BreakerState::Closed);
}

BreakerRow toBreaker(const Statement &row)
{
    BreakerRow found;
    found.host = row.text(0);
    found.step = stepAt(row, 1);
    found.breaker.state = stateAt(row, 2);
    found.breaker.openUntil = row.time(3);
    found.breaker.reason = row.text(4);
    found.breaker.manual = row.flag(5);
    found.breaker.trips = row.integer(6);
    found.breaker.changedAt = row.time(7);
    found.probeOwner = row.text(8);
    return found;
}

HostRow toHost(const Statement &row)
{
    HostRow host;
    host.host = row.text(0);
    host.step = stepAt(row, 1);
    host.state = stateAt(row, 2);
    host.openUntil = row.time(3);
    host.reason = row.text(4);
    host.manual = row.flag(5);
    host.trips = row.integer(6);
    host.requests = row.number(7);
    host.failures = row.number(8);
    host.waiting = row.number(9);
    host.perHost = row.optionalInteger(10);
    if (!row.isNull(11))
        host.rate = row.value(11).toDouble();
    host.rateFactor = row.value(12).toDouble();
    host.pausedUntil = row.time(13);
    host.pauseReason = host.pausedUntil.isValid() ? row.text(14) : QString();
    return host;
}

} // namespace

core::Result<std::vector<BreakerRow>> HostStore::breakers()
{
    auto statement = m_connection.statement("list_breakers");
    if (!statement)
        return statement.error();
    return statement->list(toBreaker);
}

core::Result<BreakerRow> HostStore::breaker(const QString &host, core::Step step)
{
    auto statement = m_connection.statement("select_breaker");
    if (!statement)
        return statement.error();
    statement->bind(":host", textOrEmpty(host)).bind(":step_name", QString(core::stepName(step)));
    const auto rows = statement->list(toBreaker);
    if (!rows)
        return rows.error();
    BreakerRow closed;
    closed.host = host;
    closed.step = step;
    return rows->empty() ? closed : rows->front();
}

core::Result<bool> HostStore::write(const BreakerRow &row, core::BreakerState from, const QString &owner,
                                    const QDateTime &now)
{
    const bool mayBeNew = from == core::BreakerState::Closed;
    auto statement = m_connection.statement(mayBeNew ? "write_breaker" : "update_breaker");
    if (!statement)
        return statement.error();
    statement->bind(":host", textOrEmpty(row.host))
        .bind(":step_name", QString(core::stepName(row.step)))
        .bind(":state", QString(core::breakerStateName(row.breaker.state)))
        .bind(":open_until", row.breaker.openUntil)
        .bind(":reason", row.breaker.reason)
        .bind(":manual", row.breaker.manual)
        .bind(":trips", row.breaker.trips)
        .bind(":now", now)
        .bind(":from_state", QString(core::breakerStateName(from)));
    if (!mayBeNew)
        statement->bind(":owner", textOrNull(owner));
    if (auto done = statement->exec(); !done)
        return done.error();
    return statement->changedRows() > 0;
}

core::Result<void> HostStore::extendProbe(const QString &host, core::Step step, const QString &owner,
                                          const QDateTime &until)
{
    auto statement = m_connection.statement("extend_probe");
    if (!statement)
        return statement.error();
    return statement->bind(":host", textOrEmpty(host))
        .bind(":step_name", QString(core::stepName(step)))
        .bind(":owner", owner)
        .bind(":probe_until", until)
        .exec();
}

core::Result<void> HostStore::addCounts(const std::vector<RequestCount> &counts, const QString &worker)
{
    auto statement = m_connection.statement("upsert_breaker_count");
    if (!statement)
        return statement.error();
    for (const RequestCount &count : counts) {
        statement->bind(":host", textOrEmpty(count.host))
            .bind(":step_name", QString(core::stepName(count.step)))
            .bind(":span", count.span)
            .bind(":worker", worker)
            .bind(":requests", count.requests)
            .bind(":failures", count.failures);
        if (auto done = statement->exec(); !done)
            return done;
    }
    return {};
}

core::Result<std::vector<RequestCount>> HostStore::countsOfOthers(qint64 sinceSpan, const QString &worker)
{
    auto statement = m_connection.statement("list_breaker_counts");
    if (!statement)
        return statement.error();
    return statement->bind(":span", sinceSpan).bind(":worker", worker).list([](const Statement &row) {
        return RequestCount{row.text(0), stepAt(row, 1), 0, row.number(2), row.number(3)};
    });
}

core::Result<void> HostStore::forgetCounts(const QString &host, core::Step step)
{
    auto statement = m_connection.statement("delete_breaker_counts_by_host");
    if (!statement)
        return statement.error();
    return statement->bind(":host", textOrEmpty(host))
        .bind(":step_name", QString(core::stepName(step)))
        .exec();
}

core::Result<void> HostStore::forgetCountsBefore(qint64 span)
{
    auto statement = m_connection.statement("delete_breaker_counts_before");
    if (!statement)
        return statement.error();
    return statement->bind(":span", span).exec();
}

core::Result<std::vector<HostRow>> HostStore::list(qint64 sinceSpan, const QDateTime &now)
{
    auto statement = m_connection.statement("list_hosts");
    if (!statement)
        return statement.error();
    return statement->bind(":span", sinceSpan).bind(":now", now).list(toHost);
}

core::Result<std::vector<HostGateRow>> HostStore::gates(const QDateTime &now)
{
    auto statement = m_connection.statement("list_host_gates");
    if (!statement)
        return statement.error();
    return statement->bind(":now", now).list([](const Statement &row) {
        HostGateRow gate;
        gate.host = row.text(0);
        gate.pausedUntil = row.time(1);
        gate.reason = row.text(2);
        gate.perHost = row.optionalInteger(3);
        if (!row.isNull(4))
            gate.rate = row.value(4).toDouble();
        gate.rateFactor = row.value(5).toDouble();
        return gate;
    });
}

core::Result<void> HostStore::pause(const QString &host, const QDateTime &until, const QString &reason)
{
    auto statement = m_connection.statement("upsert_host_pause");
    if (!statement)
        return statement.error();
    return statement->bind(":host", host).bind(":until", until).bind(":reason", reason).exec();
}

core::Result<void> HostStore::endPause(const QString &host)
{
    auto statement = m_connection.statement("end_host_pause");
    if (!statement)
        return statement.error();
    return statement->bind(":host", host).exec();
}

core::Result<void> HostStore::setRateFactor(const QString &host, double factor)
{
    auto statement = m_connection.statement("upsert_host_factor");
    if (!statement)
        return statement.error();
    return statement->bind(":host", host).bind(":factor", factor).exec();
}

core::Result<void> HostStore::setLimits(const QString &host, std::optional<int> perHost,
                                        std::optional<double> rate)
{
    auto statement = m_connection.statement("upsert_host_limits");
    if (!statement)
        return statement.error();
    return statement->bind(":host", host).bind(":per_host", perHost).bind(":rate", rate).exec();
}

} // namespace db
