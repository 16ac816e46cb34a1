// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/queuestore.h"

#include "core/clock.h"
#include "db/dialect.h"
#include "db/manyrows.h"
#include "db/values.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <map>
#include <tuple>

namespace db {

using namespace Qt::StringLiterals;

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

//! Of each row its id and its token.
QString leasesText(const std::vector<ClaimedJob> &jobs)
{
    QJsonArray leases;
    for (const ClaimedJob &job : jobs)
        leases.append(QJsonArray{job.id, job.token});
    return QString::fromUtf8(QJsonDocument(leases).toJson(QJsonDocument::Compact));
}

//! ended_step of PostgreSQL.
QString finishesText(const Dialect &dialect, const std::vector<EndedJob> &ended, const QDateTime &now)
{
    ManyRows rows(dialect);
    for (const auto &[job, finish] : ended) {
        rows.next()
            .add("id"_L1, job.id)
            .add("token"_L1, job.token)
            .add("status"_L1, statusName(finish.status))
            .add("retry_count"_L1, finish.retryCount)
            .add("next_retry_at"_L1, finish.nextRetryAt)
            .add("cause"_L1, finish.cause ? QString(core::causeName(*finish.cause)) : QString())
            .add("fingerprint"_L1, finish.fingerprint)
            .add("message"_L1, finish.message)
            .add("result"_L1, finish.result)
            .add("host"_L1, finish.host)
            .add("held_reason"_L1, finish.heldReason)
            .add("completed_at"_L1, finish.status == QueueFinish::Status::Pending ? QDateTime() : now)
            .add("requested"_L1, finish.imagesRequested)
            .add("stored"_L1, finish.imagesStored)
            .add("skipped"_L1, finish.imagesSkipped)
            .add("failed"_L1, finish.imagesFailed);
    }
    return rows.finished();
}

QString keyOf(const QString &vehicleId, const QString &stepName)
{
    return vehicleId + u' ' + stepName;
}

//! wanted_step of PostgreSQL. What falls due together is tried in the order it was queued in: the ids grow.
QString itemsText(const Dialect &dialect, const std::vector<const NewBatchItem *> &items)
{
    ManyRows rows(dialect);
    for (const NewBatchItem *item : items) {
        rows.next()
            .add("id"_L1, core::newOrderedId())
            .add("vehicle_id"_L1, item->vehicleId)
            .add("step_name"_L1, QString(core::stepName(item->step)))
            .add("host"_L1, item->host);
    }
    return rows.finished();
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

core::Result<Enqueued> QueueStore::enqueue(const QueueRequest &request, const QDateTime &now)
{
    const auto queued = enqueue(request, {{request.vehicleId, request.step, request.host}}, now);
    return queued ? core::Result<Enqueued>(queued->front()) : queued.error();
}

core::Result<std::vector<Enqueued>>
QueueStore::enqueue(const QueueRequest &request, const std::vector<NewBatchItem> &items, const QDateTime &now)
{
    std::vector<const NewBatchItem *> left;
    for (const NewBatchItem &item : items)
        left.push_back(&item);
    if (auto revived = enqueueWith("revive_dead_steps", request, left, now); !revived)
        return revived.error();
    // What one statement queued may be what the rows that it left wait for.
    size_t queued = 1;
    while (queued > 0 && !left.empty()) {
        const auto done = enqueueWith("enqueue_steps", request, left, now);
        if (!done)
            return done.error();
        queued = *done;
    }
    std::vector<Enqueued> answers(items.size(), Enqueued::Queued);
    for (const NewBatchItem *item : left) {
        const auto why = whyNot(*item);
        if (!why)
            return why.error();
        answers[static_cast<size_t>(item - items.data())] = *why;
    }
    return answers;
}

//! Runs the statement for what is left and takes from it what that queued: so many.
core::Result<size_t> QueueStore::enqueueWith(const char *name, const QueueRequest &request,
                                             std::vector<const NewBatchItem *> &left, const QDateTime &now)
{
    auto statement = m_connection.statement(name);
    if (!statement)
        return statement.error();
    statement->bind(":rows", itemsText(m_connection.dialect(), left))
        .bind(":max_retries", request.maxRetries)
        .bind(":at", request.at)
        .bind(":batch_id", textOrNull(request.batchId))
        .bind(":reason", textOrEmpty(request.reason))
        .bind(":options", jsonText(request.options))
        .bind(":priority", request.priority)
        .bind(":now", now)
        .bind(":displaces", request.displaces ? 1 : 0);
    if (auto done = statement->exec(); !done)
        return done.error();
    QSet<QString> queued;
    auto read = statement->forEach(
        [&queued](const Statement &row) { queued.insert(keyOf(row.text(0), row.text(1))); });
    if (!read)
        return read.error();
    return std::erase_if(left, [&queued](const NewBatchItem *item) {
        return queued.contains(keyOf(item->vehicleId, QString(core::stepName(item->step))));
    });
}

core::Result<Enqueued> QueueStore::whyNot(const NewBatchItem &item)
{
    auto statement = m_connection.statement("select_active_step");
    if (!statement)
        return statement.error();
    statement->bind(":vehicle_id", item.vehicleId).bind(":step_name", QString(core::stepName(item.step)));
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
    std::map<std::tuple<int, QString, QString>, ClaimedJob> inOrder;
    auto read = statement.forEach([&](const Statement &row) {
        ClaimedJob job = toJob(row);
        job.token = token;
        inOrder.emplace(std::tuple(row.integer(8), row.text(9), job.id), std::move(job));
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

core::Result<QStringList> QueueStore::heldLeases(const std::vector<ClaimedJob> &jobs)
{
    auto statement = m_connection.statement("list_held_leases");
    if (!statement)
        return statement.error();
    return textsOf(statement->bind(":leases", leasesText(jobs)));
}

core::Result<bool> QueueStore::holdsLease(const ClaimedJob &job)
{
    const auto held = heldLeases({job});
    return held ? core::Result<bool>(!held->isEmpty()) : held.error();
}

core::Result<QStringList> QueueStore::heartbeat(const std::vector<ClaimedJob> &jobs, const QDateTime &now,
                                                const QDateTime &leaseUntil)
{
    auto statement = m_connection.statement("heartbeat_leases");
    if (!statement)
        return statement.error();
    statement->bind(":leases", leasesText(jobs)).bind(":now", now).bind(":lease_until", leaseUntil);
    const auto kept = textsOf(*statement);
    if (!kept)
        return kept;
    QStringList lost;
    for (const ClaimedJob &job : jobs) {
        if (!kept->contains(job.id))
            lost.append(job.id);
    }
    return lost;
}

core::Result<QStringList> QueueStore::finish(const std::vector<EndedJob> &ended, const QDateTime &now)
{
    if (ended.empty())
        return QStringList();
    auto statement = m_connection.statement("finish_steps");
    if (!statement)
        return statement.error();
    statement->bind(":rows", finishesText(m_connection.dialect(), ended, now)).bind(":now", now);
    const auto finished = textsOf(*statement);
    if (!finished)
        return finished;
    const QSet<QString> written(finished->begin(), finished->end());
    QStringList lost;
    QStringList waiting;
    for (const auto &[job, finish] : ended) {
        if (!written.contains(job.id))
            lost.append(job.id);
        else if (finish.status == QueueFinish::Status::Pending && !job.batchId.isEmpty())
            waiting.append(job.id);
    }
    const auto taken = takeBackCancelled({}, waiting, 0);
    return taken ? core::Result<QStringList>(lost) : taken.error();
}

core::Result<void> QueueStore::finish(const ClaimedJob &job, const QueueFinish &finish, const QDateTime &now)
{
    const auto lost = this->finish({EndedJob{job, finish}}, now);
    if (!lost)
        return lost.error();
    if (lost->isEmpty())
        return {};
    return core::Error{core::ErrorCode::Conflict,
                       QCoreApplication::translate("db::QueueStore", "Another worker took this step over."),
                       job.id};
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
    const auto active = whyNot({request.vehicleId, request.step, request.host});
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
    return statement->any();
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

core::Result<void> QueueStore::holdRules()
{
    auto statement = m_connection.statement("hold_rules");
    return statement ? statement->exec() : core::Result<void>(statement.error());
}

core::Result<QStringList> QueueStore::setSweep(bool enabled)
{
    if (auto alone = lockRules(m_connection); !alone)
        return alone.error();
    auto statement = m_connection.statement(enabled ? "unpark_sweep" : "park_sweep");
    if (!statement)
        return statement.error();
    return textsOf(*statement);
}

} // namespace db
