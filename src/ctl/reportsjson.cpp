// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the reading commands say: causes, statistics, the queue, the audit.
#include "holds.h"
#include "jsonvalues.h"
#include "rowsjson.h"

#include <QJsonArray>

#include <numeric>

namespace ctl {

namespace {

constexpr int kWeek = 7;

QJsonObject countsOf(const db::QueueStatus &status, bool areHeld)
{
    QJsonObject counts;
    for (const auto &[reason, count] : status.waits) {
        if (isParked(reason) != areHeld)
            counts.insert(reason, count);
    }
    return counts;
}

QJsonObject toJson(const db::StepStats &step)
{
    return {{QStringLiteral("step"), stepValue(step.step)},
            {QStringLiteral("attempts"), step.attempts},
            {QStringLiteral("succeeded"), step.succeeded},
            {QStringLiteral("failed"), step.failed},
            {QStringLiteral("success_rate"), rounded(step.successRate())},
            {QStringLiteral("first_attempt_rate"), rateOrNull(step.firstSuccessRate(), step.firstAttempts)},
            {QStringLiteral("final_rate"), rateOrNull(step.finalSuccessRate(), step.succeeded + step.gaveUp)},
            {QStringLiteral("gave_up"), step.gaveUp},
            {QStringLiteral("recovered"), step.recovered},
            {QStringLiteral("mean_recovery_s"), rateOrNull(step.meanRecoverySeconds(), step.recovered)}};
}

QJsonObject toJson(const db::CauseRule &rule)
{
    const bool ignores = rule.action == db::CauseRule::Action::Ignore;
    return {{QStringLiteral("action"), ignores ? QStringLiteral("ignore") : QStringLiteral("final")},
            {QStringLiteral("reason"), rule.reason},
            {QStringLiteral("until"), timeOrNull(rule.until)},
            {QStringLiteral("actor"), rule.actor},
            {QStringLiteral("created_at"), timeOrNull(rule.createdAt)}};
}

} // namespace

QJsonObject toJson(const db::CauseRow &row)
{
    QJsonArray trend;
    for (const qint64 day : row.trend)
        trend.append(day);
    const auto week = qMin<std::ptrdiff_t>(kWeek, std::ssize(row.trend));
    return {{QStringLiteral("cause"), QString(core::causeName(row.cause))},
            {QStringLiteral("fingerprint"), row.fingerprint},
            {QStringLiteral("message"), row.message},
            {QStringLiteral("count"), row.count},
            {QStringLiteral("first_seen"), timeOrNull(row.firstSeen)},
            {QStringLiteral("last_seen"), timeOrNull(row.lastSeen)},
            {QStringLiteral("sample_vehicle_id"), row.sampleVehicleId},
            {QStringLiteral("trend"), trend},
            {QStringLiteral("today"), row.trend.empty() ? 0 : row.trend.back()},
            {QStringLiteral("last7"), std::accumulate(row.trend.end() - week, row.trend.end(), qint64(0))},
            {QStringLiteral("rule"), row.rule ? QJsonValue(toJson(*row.rule)) : QJsonValue()}};
}

QJsonObject toJson(const db::WorkerRow &row, const QDateTime &now)
{
    return {{QStringLiteral("name"), row.name},
            {QStringLiteral("host"), row.host},
            {QStringLiteral("pid"), row.pid},
            {QStringLiteral("version"), row.version},
            {QStringLiteral("started_at"), timeOrNull(row.startedAt)},
            {QStringLiteral("heartbeat_at"), timeOrNull(row.heartbeatAt)},
            {QStringLiteral("alive"), row.isAlive(now)},
            {QStringLiteral("running"), row.runningSteps}};
}

QJsonObject toJson(const db::QueueStatus &status)
{
    return {{QStringLiteral("pending"), status.pending},
            {QStringLiteral("running"), status.running},
            {QStringLiteral("held"), status.held},
            {QStringLiteral("held_by"), countsOf(status, true)},
            {QStringLiteral("parked"), status.parked},
            {QStringLiteral("parked_by"), countsOf(status, false)},
            {QStringLiteral("dead"), status.dead},
            {QStringLiteral("completed"), status.completed},
            {QStringLiteral("oldest_pending_s"), status.oldestPendingSeconds},
            {QStringLiteral("stuck"), status.stuck}};
}

QJsonObject toJson(const db::Stats &stats)
{
    QJsonArray days;
    for (const db::DayStats &day : stats.byDay) {
        days.append(QJsonObject{{QStringLiteral("date"), day.date.toString(Qt::ISODate)},
                                {QStringLiteral("total_retries"), day.retries},
                                {QStringLiteral("succeeded"), day.succeeded},
                                {QStringLiteral("failed"), day.failed},
                                {QStringLiteral("success_rate"), rounded(day.successRate())}});
    }
    QJsonArray steps;
    for (const db::StepStats &step : stats.byStep)
        steps.append(toJson(step));
    QJsonArray stepDays;
    for (const db::StepDayStats &day : stats.byStepAndDay) {
        QJsonObject object = toJson(day.stats);
        object.insert(QStringLiteral("date"), day.date.toString(Qt::ISODate));
        stepDays.append(object);
    }
    return {{QStringLiteral("by_day"), days},
            {QStringLiteral("by_step"), steps},
            {QStringLiteral("by_step_day"), stepDays},
            {QStringLiteral("queue"), toJson(stats.queue)}};
}

QJsonObject toJson(const db::AuditRow &row)
{
    return {{QStringLiteral("when"), timeOrNull(row.at)},
            {QStringLiteral("actor"), row.actor},
            {QStringLiteral("action"), row.action},
            {QStringLiteral("filter"), textOrNull(row.filter)},
            {QStringLiteral("count"), row.items},
            {QStringLiteral("hash"), textOrNull(row.hash)},
            {QStringLiteral("batch_id"), textOrNull(row.batchId)},
            {QStringLiteral("result"), textOrNull(row.result)}};
}

} // namespace ctl
