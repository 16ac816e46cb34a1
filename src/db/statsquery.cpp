// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/statsquery.h"

namespace db {

namespace {

constexpr int kRetriesColumn = 10;

StepDayStats toDay(const Statement &row)
{
    StepDayStats day;
    day.date = QDate::fromString(row.text(0), Qt::ISODate);
    day.stats.step = core::stepFromName(row.text(1)).value_or(core::Step::FetchListing);
    day.stats.attempts = row.number(2);
    day.stats.succeeded = row.number(3);
    day.stats.failed = row.number(4);
    day.stats.firstAttempts = row.number(5);
    day.stats.firstSucceeded = row.number(6);
    day.stats.gaveUp = row.number(7);
    day.stats.recovered = row.number(8);
    day.stats.recoveryMs = row.number(9);
    return day;
}

void addTo(StepStats &sum, const StepStats &day)
{
    sum.attempts += day.attempts;
    sum.succeeded += day.succeeded;
    sum.failed += day.failed;
    sum.firstAttempts += day.firstAttempts;
    sum.firstSucceeded += day.firstSucceeded;
    sum.gaveUp += day.gaveUp;
    sum.recovered += day.recovered;
    sum.recoveryMs += day.recoveryMs;
}

//! From the counters of each day and step; no attempt is read.
core::Result<void> addDays(Connection &connection, const QDate &first, const QDate &last, Stats &stats)
{
    auto statement = connection.statement("list_step_days");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":since", first.toString(Qt::ISODate)).exec(); !done)
        return done;
    for (QDate date = first; date <= last; date = date.addDays(1))
        stats.byDay.push_back({date, 0, 0, 0});
    for (const core::Step step : core::kAllSteps) {
        stats.byStep.emplace_back();
        stats.byStep.back().step = step;
    }
    return statement->forEach([&](const Statement &row) {
        const StepDayStats day = toDay(row);
        if (!day.date.isValid() || day.date > last)
            return; // written by a machine whose clock runs ahead
        DayStats &retries = stats.byDay[static_cast<std::size_t>(first.daysTo(day.date))];
        const qint64 succeeded = row.number(kRetriesColumn + 1);
        retries.retries += row.number(kRetriesColumn);
        retries.succeeded += succeeded;
        retries.failed += row.number(kRetriesColumn) - succeeded;
        if (!core::stepFromName(row.text(1)))
            return; // written by a newer program
        addTo(stats.byStep[static_cast<std::size_t>(day.stats.step)], day.stats);
        stats.byStepAndDay.push_back(day);
    });
}

} // namespace

namespace {

core::Result<void> addWaits(Connection &connection, QueueStatus &status)
{
    auto statement = connection.statement("count_waits");
    if (!statement)
        return statement.error();
    if (auto done = statement->exec(); !done)
        return done;
    return statement->forEach(
        [&status](const Statement &row) { status.waits.emplace_back(row.text(0), row.number(1)); });
}

} // namespace

core::Result<QueueStatus> queueStatus(Connection &connection, const QDateTime &now)
{
    auto statement = connection.statement("select_queue_status");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":now", now).exec(); !done)
        return done.error();
    statement->next();
    if (auto done = statement->finished(); !done)
        return done.error();
    QueueStatus status;
    status.pending = statement->number(0);
    status.running = statement->number(1);
    status.held = statement->number(2);
    status.pending -= status.held;
    status.parked = statement->number(3);
    status.dead = statement->number(4);
    status.completed = statement->number(5);
    const QDateTime oldest = statement->time(6);
    status.oldestPendingSeconds = oldest.isValid() ? qMax<qint64>(0, oldest.secsTo(now)) : 0;
    status.stuck = statement->number(7);
    auto added = addWaits(connection, status);
    return added ? core::Result<QueueStatus>(status) : added.error();
}

core::Result<Stats> stats(Connection &connection, int days, const QDateTime &now)
{
    const QDate last = now.toUTC().date();
    const QDate first = last.addDays(1 - qBound(1, days, 3660));
    Stats result;
    if (auto added = addDays(connection, first, last, result); !added)
        return added.error();
    const auto queue = queueStatus(connection, now);
    if (!queue)
        return queue.error();
    result.queue = *queue;
    return result;
}

} // namespace db
