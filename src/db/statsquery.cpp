// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/statsquery.h"

namespace db {

namespace {

core::Result<std::vector<DayStats>> byDay(Connection &connection, const QDate &first, const QDate &last)
{
    auto statement = connection.statement("list_retries_by_day");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":since", first.startOfDay(Qt::UTC)).exec(); !done)
        return done.error();
    std::vector<DayStats> days;
    for (QDate date = first; date <= last; date = date.addDays(1))
        days.push_back({date, 0, 0, 0});
    while (statement->next()) {
        const QDate date = QDate::fromString(statement->text(0), Qt::ISODate);
        const qint64 index = date.isValid() ? first.daysTo(date) : -1;
        if (index < 0 || index >= static_cast<qint64>(days.size()))
            continue; // written by a machine whose clock runs ahead
        DayStats &day = days[static_cast<std::size_t>(index)];
        day.retries = statement->number(1);
        day.succeeded = statement->number(2);
        day.failed = statement->number(3);
    }
    if (auto done = statement->finished(); !done)
        return done.error();
    return days;
}

core::Result<std::vector<StepStats>> byStep(Connection &connection, const QDate &first)
{
    auto statement = connection.statement("list_attempts_by_step");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":since", first.startOfDay(Qt::UTC)).exec(); !done)
        return done.error();
    std::vector<StepStats> steps;
    for (const core::Step step : core::kAllSteps)
        steps.push_back({step, 0, 0, 0});
    while (statement->next()) {
        for (StepStats &step : steps) {
            if (core::stepName(step.step) == statement->text(0)) {
                step.attempts = statement->number(1);
                step.succeeded = statement->number(2);
                step.failed = statement->number(3);
            }
        }
    }
    if (auto done = statement->finished(); !done)
        return done.error();
    return steps;
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
    status.dead = statement->number(3);
    status.completed = statement->number(4);
    const QDateTime oldest = statement->time(5);
    status.oldestPendingSeconds = oldest.isValid() ? qMax<qint64>(0, oldest.secsTo(now)) : 0;
    status.stuck = statement->number(6);
    return status;
}

core::Result<Stats> stats(Connection &connection, int days, const QDateTime &now)
{
    const QDate last = now.toUTC().date();
    const QDate first = last.addDays(1 - qBound(1, days, 3660));
    Stats result;
    auto perDay = byDay(connection, first, last);
    if (!perDay)
        return perDay.error();
    result.byDay = std::move(perDay).value();
    auto perStep = byStep(connection, first);
    if (!perStep)
        return perStep.error();
    result.byStep = std::move(perStep).value();
    const auto queue = queueStatus(connection, now);
    if (!queue)
        return queue.error();
    result.queue = *queue;
    return result;
}

} // namespace db
