// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Plans, batches and what works them off.
#include "holds.h"
#include "jsonvalues.h"
#include "rowsjson.h"

#include <QJsonArray>

namespace ctl {

namespace {

QJsonObject imagesOf(const db::BatchRow &batch)
{
    return {{QStringLiteral("requested"), batch.imagesRequested},
            {QStringLiteral("stored"), batch.imagesStored},
            {QStringLiteral("skipped"), batch.imagesSkipped},
            {QStringLiteral("failed"), batch.imagesFailed}};
}

QJsonArray toJson(const std::vector<PlanShare> &shares, const char *name)
{
    QJsonArray array;
    for (const PlanShare &share : shares) {
        QJsonObject object{{QLatin1String(name), textOrNull(share.name)},
                           {QStringLiteral("items"), share.items},
                           {QStringLiteral("requests"), share.requests}};
        if (share.seconds)
            object.insert(QStringLiteral("estimated_seconds"), *share.seconds);
        array.append(object);
    }
    return array;
}

QJsonArray excludedOf(const pipeline::Plan &plan)
{
    QJsonArray excluded;
    for (const pipeline::PlanExclusion &exclusion : plan.excluded) {
        excluded.append(
            QJsonObject{{QStringLiteral("vehicle_id"), exclusion.vehicleId},
                        {QStringLiteral("step"), exclusion.step ? stepValue(*exclusion.step) : QJsonValue()},
                        {QStringLiteral("reason"), QString(pipeline::exclusionName(exclusion.reason))}});
    }
    return excluded;
}

} // namespace

QJsonObject toJson(const db::BatchRow &batch)
{
    return {{QStringLiteral("batch_id"), batch.id},
            {QStringLiteral("kind"), batch.kind},
            {QStringLiteral("reason"), batch.reason},
            {QStringLiteral("state"), QString(db::batchStateName(batch.state))},
            {QStringLiteral("state_reason"), textOrNull(batch.stateReason)},
            {QStringLiteral("filter"), textOrNull(batch.filter)},
            {QStringLiteral("plan_hash"), textOrNull(batch.planHash)},
            {QStringLiteral("actor"), textOrNull(batch.actor)},
            {QStringLiteral("created_at"), timeOrNull(batch.createdAt)},
            {QStringLiteral("starts_at"), timeOrNull(batch.startsAt)},
            {QStringLiteral("finished_at"), timeOrNull(batch.finishedAt)},
            {QStringLiteral("planned"), batch.planned},
            {QStringLiteral("done"), batch.done()},
            {QStringLiteral("succeeded"), batch.succeeded},
            {QStringLiteral("skipped"), batch.skipped},
            {QStringLiteral("failed"), batch.failed()},
            {QStringLiteral("retrying"), batch.retrying},
            {QStringLiteral("held"), batch.held},
            {QStringLiteral("cancelled"), batch.cancelled},
            {QStringLiteral("images"), imagesOf(batch)}};
}

QJsonObject toJson(const db::BatchItemRow &item)
{
    return {{QStringLiteral("vehicle_id"), item.vehicleId},
            {QStringLiteral("vehicle"), textOrNull(item.vehicle)},
            {QStringLiteral("step"), stepValue(item.step)},
            {QStringLiteral("state"), QString(db::batchItemStateName(item.state))},
            {QStringLiteral("cause"), causeOrNull(item.cause)},
            {QStringLiteral("message"), textOrNull(item.note)},
            {QStringLiteral("next_retry_at"), timeOrNull(item.nextRetryAt)},
            {QStringLiteral("held_reason"), textOrNull(item.heldReason)},
            {QStringLiteral("changes"), item.changes}};
}

QJsonObject toJson(const pipeline::Plan &plan, const std::optional<db::BatchRow> &batch)
{
    const db::BatchRow status = batch.value_or(db::BatchRow());
    const PlanShares shares = sharesOf(plan);
    return {{QStringLiteral("batch_id"), textOrNull(status.id)},
            {QStringLiteral("state"),
             batch ? QJsonValue(QString(db::batchStateName(status.state))) : QJsonValue()},
            {QStringLiteral("state_reason"), textOrNull(status.stateReason)},
            {QStringLiteral("starts_at"), timeOrNull(status.startsAt)},
            {QStringLiteral("planned"), static_cast<int>(plan.items.size())},
            {QStringLiteral("vehicles"), plan.vehicles},
            {QStringLiteral("requests"), plan.requests},
            {QStringLiteral("estimated_ms"), plan.estimatedMs},
            {QStringLiteral("estimated_seconds"), secondsOf(plan.estimatedMs)},
            {QStringLiteral("by_step"), toJson(shares.byStep, "step")},
            {QStringLiteral("by_host"), toJson(shares.byHost, "host")},
            {QStringLiteral("by_cause"), toJson(shares.byCause, "cause")},
            {QStringLiteral("excluded"), excludedOf(plan)},
            {QStringLiteral("plan_hash"), plan.hash},
            {QStringLiteral("succeeded"), status.succeeded},
            {QStringLiteral("skipped"), status.skipped},
            {QStringLiteral("failed"), status.failed()},
            {QStringLiteral("held"), status.held},
            {QStringLiteral("cancelled"), status.cancelled},
            {QStringLiteral("images"), imagesOf(status)}};
}

QJsonArray toJson(const std::vector<db::HostRow> &held)
{
    QJsonArray array;
    for (const db::HostRow &row : held) {
        array.append(QJsonObject{{QStringLiteral("host"), row.host},
                                 {QStringLiteral("step"), stepValue(row.step)},
                                 {QStringLiteral("held"), row.held()},
                                 {QStringLiteral("until"), timeOrNull(heldUntil(row))},
                                 {QStringLiteral("reason"), textOrNull(heldReason(row))}});
    }
    return array;
}

QJsonObject toJson(const pipeline::WorkerReport &report)
{
    return {{QStringLiteral("claimed"), report.claimed},
            {QStringLiteral("succeeded"), report.succeeded},
            {QStringLiteral("failed"), report.failed},
            {QStringLiteral("held"), report.held},
            {QStringLiteral("released"), report.released}};
}

} // namespace ctl
