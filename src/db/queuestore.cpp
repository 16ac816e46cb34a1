// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/queuestore.h"

#include "core/clock.h"
#include "db/values.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <map>
#include <tuple>

namespace db {

namespace {

//! Each batch once: its rows are counted for each time it is named.
QString batchesText(const QueueScope &scope)
{
    QStringList batches = scope.batches;
    batches.removeDuplicates();
    return jsonText(batches);
}

QString namesText(const std::vector<core::Step> &steps)
{
    QStringList names;
    for (const core::Step step : steps)
        names.append(QString(core::stepName(step)));
    return jsonText(names);
}

//! Rows freed in one transaction: heartbeats of others get their turn in between.
constexpr int kRescueChunk = 200;

QString statusName(QueueFinish::Status status)
{
    switch (status) {
    case QueueFinish::Status::Completed:
        return QStringLiteral("completed");
    case QueueFinish::Status::Pending:
        return QStringLiteral("pending");
    case QueueFinish::Status::Dead:
        return QStringLiteral("dead");
    }
    Q_UNREACHABLE();
}

void bindRequest(Statement &statement, const QueueRequest &request)
{
    statement.bind(":vehicle_id", request.vehicleId)
        .bind(":step_name", QString(core::stepName(request.step)))
        .bind(":host", textOrEmpty(request.host))
        .bind(":max_retries", request.maxRetries)
        .bind(":at", request.at)
        .bind(":batch_id", textOrNull(request.batchId))
        .bind(":reason", request.reason)
        .bind(":options", jsonText(request.options))
        .bind(":priority", request.priority);
}

ClaimedJob toJob(const Statement &row)
{
    ClaimedJob job;
    job.id = row.text(0);
    job.vehicleId = row.text(1);
    job.step = core::stepFromName(row.text(2)).value_or(core::Step::FetchListing);
    job.retryCount = row.integer(3);
    job.maxRetries = row.integer(4);
    job.batchId = row.text(5);
    job.options = jsonObject(row.text(6));
    job.reason = row.text(7);
    job.host = row.text(10);
    return job;
}

void bindRules(Statement &statement, const QDateTime &now, const RescueRules &rules)
{
    statement.bind(":now", now)
        .bind(":latest", rules.latest.isValid() ? rules.latest : now.addYears(1000))
        .bind(":owner", rules.owner)
        .bind(":running", jsonText(rules.running))
        .bind(":max_rescues", rules.maxRescues)
        .bind(":limit", kRescueChunk);
}

QueueRow toQueueRow(const Statement &row)
{
    QueueRow queued;
    queued.id = row.text(0);
    queued.vehicleId = row.text(1);
    queued.vehicle = row.text(2);
    queued.step = core::stepFromName(row.text(3)).value_or(core::Step::FetchListing);
    queued.status = row.text(4);
    queued.retryCount = row.integer(5);
    queued.maxRetries = row.integer(6);
    queued.nextRetryAt = row.time(7);
    queued.cause = core::causeFromName(row.text(8));
    queued.heldReason = row.text(9);
    queued.leaseOwner = row.text(10);
    queued.url = row.text(11);
    return queued;
}

} // namespace

core::Result<bool> QueueStore::reviveDead(const QueueRequest &request)
{
    auto statement = m_connection.statement("revive_dead");
    if (!statement)
        return statement.error();
    bindRequest(*statement, request);
    if (auto done = statement->exec(); !done)
        return done.error();
    return statement->any();
}

core::Result<Enqueued> QueueStore::enqueue(const QueueRequest &request, const QDateTime &now)
{
    const auto revived = reviveDead(request);
    if (!revived)
        return revived.error();
    if (*revived)
        return Enqueued::Queued;
    auto statement = m_connection.statement("enqueue_step");
    if (!statement)
        return statement.error();
    bindRequest(*statement, request);
    statement->bind(":id", core::newId()).bind(":now", now).bind(":displaces", request.displaces ? 1 : 0);
    if (auto done = statement->exec(); !done)
        return done.error();
    const auto queued = statement->any();
    if (!queued)
        return queued.error();
    return *queued ? core::Result<Enqueued>(Enqueued::Queued) : whyNot(request);
}

core::Result<Enqueued> QueueStore::whyNot(const QueueRequest &request)
{
    auto statement = m_connection.statement("select_active_step");
    if (!statement)
        return statement.error();
    statement->bind(":vehicle_id", request.vehicleId)
        .bind(":step_name", QString(core::stepName(request.step)));
    if (auto done = statement->exec(); !done)
        return done.error();
    if (!statement->next()) {
        auto done = statement->finished();
        return done ? core::Result<Enqueued>(Enqueued::NoVehicle) : done.error();
    }
    return statement->text(0) == QLatin1String("running") ? Enqueued::Running : Enqueued::InBatch;
}

core::Result<std::vector<ClaimedJob>> QueueStore::claim(const QueueScope &scope, int limit,
                                                        const QString &owner, const QDateTime &now,
                                                        const QDateTime &leaseUntil)
{
    auto statement = m_connection.statement(scope.everything ? "claim_due" : "claim_due_by_batch");
    if (!statement)
        return statement.error();
    const QString token = core::newId();
    statement->bind(":owner", owner)
        .bind(":token", token)
        .bind(":lease_until", leaseUntil)
        .bind(":now", now)
        .bind(":limit", limit);
    if (!scope.everything)
        statement->bind(":batches", batchesText(scope));
    return claimed(*statement, token);
}

core::Result<std::vector<ClaimedJob>> QueueStore::claimed(Statement &statement, const QString &token)
{
    if (auto done = statement.exec(); !done)
        return done.error();
    // The rows come in no order: priority, time and id are the order they were chosen in.
    std::map<std::tuple<int, QDateTime, QString>, ClaimedJob> inOrder;
    auto read = statement.forEach([&](const Statement &row) {
        ClaimedJob job = toJob(row);
        job.token = token;
        inOrder.emplace(std::tuple(row.integer(8), row.time(9), job.id), std::move(job));
    });
    if (!read)
        return read.error();
    std::vector<ClaimedJob> jobs;
    for (auto &[order, job] : inOrder)
        jobs.push_back(std::move(job));
    return jobs;
}

core::Result<std::vector<ClaimedJob>> QueueStore::claimProbes(const QueueScope &scope, const QString &owner,
                                                              const QDateTime &now,
                                                              const QDateTime &leaseUntil,
                                                              const QDateTime &latest)
{
    using Jobs = std::vector<ClaimedJob>;
    return inTransaction(m_connection, [&]() -> core::Result<Jobs> {
        auto gates = m_connection.statement("take_probes");
        if (!gates)
            return gates.error();
        gates->bind(":owner", owner)
            .bind(":now", now)
            .bind(":probe_until", leaseUntil)
            .bind(":latest", latest.isValid() ? latest : now.addYears(1000))
            .bind(":everything", scope.everything ? 1 : 0)
            .bind(":batches", batchesText(scope));
        const auto taken =
            gates->list([](const Statement &row) { return std::pair(row.text(0), row.text(1)); });
        if (!taken)
            return taken.error();
        Jobs probes;
        for (const auto &[host, step] : *taken) {
            auto statement = m_connection.statement("claim_probe");
            if (!statement)
                return statement.error();
            const QString token = core::newId();
            statement->bind(":owner", owner)
                .bind(":token", token)
                .bind(":lease_until", leaseUntil)
                .bind(":now", now)
                .bind(":host", textOrEmpty(host))
                .bind(":step_name", step)
                .bind(":everything", scope.everything ? 1 : 0)
                .bind(":batches", batchesText(scope));
            auto jobs = claimed(*statement, token);
            if (!jobs)
                return jobs.error();
            for (ClaimedJob &job : *jobs) {
                job.isProbe = true;
                probes.push_back(std::move(job));
            }
        }
        return probes;
    });
}

core::Result<bool> QueueStore::holdsLease(const ClaimedJob &job)
{
    auto statement = m_connection.statement("select_lease");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":id", job.id).bind(":token", job.token).exec(); !done)
        return done.error();
    return statement->next();
}

core::Result<QStringList> QueueStore::heartbeat(const std::vector<ClaimedJob> &jobs, const QDateTime &now,
                                                const QDateTime &leaseUntil)
{
    QJsonArray leases;
    QStringList lost;
    for (const ClaimedJob &job : jobs) {
        leases.append(QJsonArray{job.id, job.token});
        lost.append(job.id);
    }
    auto statement = m_connection.statement("heartbeat_leases");
    if (!statement)
        return statement.error();
    statement->bind(":leases", QString::fromUtf8(QJsonDocument(leases).toJson(QJsonDocument::Compact)))
        .bind(":now", now)
        .bind(":lease_until", leaseUntil);
    const auto kept = textsOf(*statement);
    if (!kept)
        return kept;
    for (const QString &id : *kept)
        lost.removeAll(id);
    return lost;
}

core::Result<void> QueueStore::finish(const ClaimedJob &job, const QueueFinish &finish, const QDateTime &now)
{
    auto statement = m_connection.statement("finish_step");
    if (!statement)
        return statement.error();
    const bool ended = finish.status != QueueFinish::Status::Pending;
    statement->bind(":id", job.id)
        .bind(":token", job.token)
        .bind(":status", statusName(finish.status))
        .bind(":retry_count", finish.retryCount)
        .bind(":next_retry_at", finish.nextRetryAt)
        .bind(":cause", finish.cause ? QVariant(QString(core::causeName(*finish.cause))) : QVariant())
        .bind(":fingerprint", textOrNull(finish.fingerprint))
        .bind(":message", textOrNull(finish.message))
        .bind(":result", textOrNull(finish.result))
        .bind(":host", textOrNull(finish.host))
        .bind(":now", now)
        .bind(":held_reason", textOrNull(finish.heldReason))
        .bind(":completed_at", ended ? now : QDateTime())
        .bind(":requested", finish.imagesRequested)
        .bind(":stored", finish.imagesStored)
        .bind(":skipped", finish.imagesSkipped)
        .bind(":failed", finish.imagesFailed);
    if (auto done = statement->exec(); !done)
        return done;
    if (statement->changedRows() != 1) {
        return core::Error{
            core::ErrorCode::Conflict,
            QCoreApplication::translate("db::QueueStore", "Another worker took this step over."), job.id};
    }
    return ended ? core::Result<void>() : takeBackOne(job);
}

core::Result<void> QueueStore::release(const ClaimedJob &job, const QueueFinish &counts)
{
    auto statement = m_connection.statement("release_lease");
    if (!statement)
        return statement.error();
    auto done = statement->bind(":id", job.id)
                    .bind(":token", job.token)
                    .bind(":requested", counts.imagesRequested)
                    .bind(":stored", counts.imagesStored)
                    .bind(":skipped", counts.imagesSkipped)
                    .bind(":failed", counts.imagesFailed)
                    .exec();
    return done ? takeBackOne(job) : done;
}

core::Result<void> QueueStore::takeBackOne(const ClaimedJob &job)
{
    if (job.batchId.isEmpty())
        return {};
    const auto taken = takeBackCancelled({}, {job.id}, 0);
    return taken ? core::Result<void>() : core::Result<void>(taken.error());
}

core::Result<QStringList> QueueStore::takeBackCancelled(const QString &batchId, QStringList ids, int limit)
{
    QStringList vehicles;
    QString batch = batchId;
    // A row may go back to a batch that was cancelled meanwhile, and from there to where it was before that.
    while (!batch.isEmpty() || !ids.isEmpty()) {
        auto statement = m_connection.statement("take_back_cancelled");
        if (!statement)
            return statement.error();
        statement->bind(":batch_id", textOrNull(batch)).bind(":ids", jsonText(ids)).bind(":limit", limit);
        if (auto done = statement->exec(); !done)
            return done.error();
        ids.clear();
        batch.clear();
        while (statement->next()) {
            vehicles.append(statement->text(1));
            if (statement->text(2) == QLatin1String("pending") && statement->flag(3))
                ids.append(statement->text(0));
        }
        if (auto done = statement->finished(); !done)
            return done.error();
    }
    vehicles.removeDuplicates();
    return vehicles;
}

core::Result<QStringList> QueueStore::rescueExpired(const QDateTime &now, const RescueRules &rules)
{
    return inTransaction(m_connection, [&] { return rescue(now, rules); });
}

core::Result<QStringList> QueueStore::rescue(const QDateTime &now, const RescueRules &rules)
{
    auto statement = m_connection.statement("rescue_expired");
    if (!statement)
        return statement.error();
    bindRules(*statement, now, rules);
    if (auto done = statement->exec(); !done)
        return done.error();
    QStringList vehicles;
    QStringList ids;
    while (statement->next()) {
        vehicles.append(statement->text(0));
        ids.append(statement->text(1));
    }
    if (auto done = statement->finished(); !done)
        return done.error();
    const auto taken = takeBackCancelled({}, ids, 0);
    return taken ? core::Result<QStringList>(vehicles) : taken.error();
}

core::Result<std::vector<ClaimedJob>> QueueStore::claimFatal(const QDateTime &now, const RescueRules &rules,
                                                             const QDateTime &leaseUntil)
{
    auto statement = m_connection.statement("claim_fatal");
    if (!statement)
        return statement.error();
    bindRules(*statement, now, rules);
    const QString token = core::newId();
    statement->bind(":token", token).bind(":lease_until", leaseUntil);
    auto jobs = claimed(*statement, token);
    if (jobs) {
        for (ClaimedJob &job : *jobs)
            job.isFatal = true;
    }
    return jobs;
}

core::Result<NextWork> QueueStore::nextWork(const QueueScope &scope)
{
    auto statement =
        m_connection.statement(scope.everything ? "select_next_work" : "select_next_work_by_batch");
    if (!statement)
        return statement.error();
    if (!scope.everything)
        statement->bind(":batches", batchesText(scope));
    if (auto done = statement->exec(); !done)
        return done.error();
    statement->next();
    if (auto done = statement->finished(); !done)
        return done.error();
    return NextWork{statement->flag(0), statement->time(1)};
}

core::Result<qint64> QueueStore::countDue(const QDateTime &now)
{
    auto statement = m_connection.statement("count_due");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":now", now).exec(); !done)
        return done.error();
    const qint64 due = statement->next() ? statement->number(0) : 0;
    auto done = statement->finished();
    return done ? core::Result<qint64>(due) : done.error();
}

core::Result<bool> QueueStore::enqueueUnlessActive(const QueueRequest &request, const QDateTime &now)
{
    const auto active = whyNot(request);
    if (!active)
        return active.error();
    if (*active != Enqueued::NoVehicle)
        return false;
    const auto queued = enqueue(request, now);
    return queued ? core::Result<bool>(*queued == Enqueued::Queued) : queued.error();
}

core::Result<void> QueueStore::settle(const QString &vehicleId, core::Step step, const QDateTime &now)
{
    auto statement = m_connection.statement("settle_step");
    if (!statement)
        return statement.error();
    return statement->bind(":vehicle_id", vehicleId)
        .bind(":step_name", QString(core::stepName(step)))
        .bind(":now", now)
        .exec();
}

core::Result<bool> QueueStore::adoptDue(const QStringList &vehicleIds, const std::vector<core::Step> &steps,
                                        const QString &batchId, const QDateTime &now)
{
    auto statement = m_connection.statement("adopt_due_steps");
    if (!statement)
        return statement.error();
    statement->bind(":ids", jsonText(vehicleIds))
        .bind(":steps", namesText(steps))
        .bind(":batch_id", batchId)
        .bind(":now", now);
    if (auto done = statement->exec(); !done)
        return done.error();
    return statement->any();
}

core::Result<bool> QueueStore::isBusy(const QString &vehicleId, const std::vector<core::Step> &steps,
                                      const QDateTime &now, int heldPatienceSeconds)
{
    auto statement = m_connection.statement("select_vehicle_is_busy");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":vehicle_id", vehicleId)
                        .bind(":steps", namesText(steps))
                        .bind(":now", now)
                        .bind(":held_until", now.addSecs(heldPatienceSeconds))
                        .exec();
        !done)
        return done.error();
    return statement->next();
}

core::Result<std::pair<qint64, qint64>> QueueStore::remaining(const QueueScope &scope)
{
    auto statement =
        m_connection.statement(scope.everything ? "count_remaining_work" : "count_remaining_work_by_batch");
    if (!statement)
        return statement.error();
    if (!scope.everything)
        statement->bind(":batches", batchesText(scope));
    if (auto done = statement->exec(); !done)
        return done.error();
    statement->next();
    if (auto done = statement->finished(); !done)
        return done.error();
    return std::pair(statement->number(0), statement->number(1));
}

core::Result<std::vector<QueueRow>> QueueStore::list(int limit)
{
    auto statement = m_connection.statement("list_queue");
    if (!statement)
        return statement.error();
    statement->bind(":limit", limit);
    return statement->list(toQueueRow);
}

core::Result<QStringList> QueueStore::setSweep(bool enabled)
{
    auto statement = m_connection.statement(enabled ? "unpark_sweep" : "park_sweep");
    if (!statement)
        return statement.error();
    return textsOf(*statement);
}

} // namespace db
