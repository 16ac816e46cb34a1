// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/queuestore.h"

#include "core/clock.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <map>
#include <tuple>

namespace db {

namespace {

QString toText(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QString toText(const QStringList &list)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(list)).toJson(QJsonDocument::Compact));
}

//! Each batch once: its rows are counted for each time it is named.
QString batchesText(const QueueScope &scope)
{
    QStringList batches = scope.batches;
    batches.removeDuplicates();
    return toText(batches);
}

QVariant textOrNull(const QString &text)
{
    return text.isEmpty() ? QVariant() : QVariant(text);
}

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
        .bind(":max_retries", request.maxRetries)
        .bind(":at", request.at)
        .bind(":batch_id", textOrNull(request.batchId))
        .bind(":reason", request.reason)
        .bind(":options", toText(request.options))
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
    job.options = QJsonDocument::fromJson(row.text(6).toUtf8()).object();
    job.reason = row.text(7);
    return job;
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

core::Result<bool> QueueStore::enqueue(const QueueRequest &request, const QDateTime &now)
{
    const auto revived = reviveDead(request);
    if (!revived || *revived)
        return revived;
    auto statement = m_connection.statement("enqueue_step");
    if (!statement)
        return statement.error();
    bindRequest(*statement, request);
    statement->bind(":id", core::newId()).bind(":now", now);
    if (auto done = statement->exec(); !done)
        return done.error();
    return statement->any();
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
    if (auto done = statement->exec(); !done)
        return done.error();
    // The rows come in no order: priority, time and id are the order they were chosen in.
    std::map<std::tuple<int, QString, QString>, ClaimedJob> inOrder;
    while (statement->next()) {
        ClaimedJob job = toJob(*statement);
        job.token = token;
        inOrder.emplace(std::tuple(statement->integer(8), statement->text(9), job.id), std::move(job));
    }
    if (auto done = statement->finished(); !done)
        return done.error();
    std::vector<ClaimedJob> jobs;
    for (auto &[order, job] : inOrder)
        jobs.push_back(std::move(job));
    return jobs;
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

core::Result<int> QueueStore::heartbeat(const QString &owner, const QStringList &ids, const QDateTime &now,
                                        const QDateTime &leaseUntil)
{
    auto statement = m_connection.statement("heartbeat_leases");
    if (!statement)
        return statement.error();
    statement->bind(":owner", owner)
        .bind(":ids", toText(ids))
        .bind(":now", now)
        .bind(":lease_until", leaseUntil);
    if (auto done = statement->exec(); !done)
        return done.error();
    return statement->changedRows();
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
    const auto taken = takeBackCancelled({}, {job.id});
    return taken ? core::Result<void>() : core::Result<void>(taken.error());
}

core::Result<QStringList> QueueStore::takeBackCancelled(const QString &batchId, QStringList ids)
{
    QStringList vehicles;
    QString batch = batchId;
    // A row may go back to a batch that was cancelled meanwhile, and from there to where it was before that.
    while (!batch.isEmpty() || !ids.isEmpty()) {
        auto statement = m_connection.statement("take_back_cancelled");
        if (!statement)
            return statement.error();
        statement->bind(":batch_id", textOrNull(batch)).bind(":ids", toText(ids));
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

core::Result<QStringList> QueueStore::rescueExpired(const QDateTime &now, const QString &exceptOwner)
{
    return inTransaction(m_connection, [&] { return rescue(now, exceptOwner); });
}

core::Result<QStringList> QueueStore::rescue(const QDateTime &now, const QString &exceptOwner)
{
    auto statement = m_connection.statement("rescue_expired");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":now", now).bind(":except_owner", exceptOwner).exec(); !done)
        return done.error();
    QStringList vehicles;
    QStringList ids;
    while (statement->next()) {
        vehicles.append(statement->text(0));
        ids.append(statement->text(1));
    }
    if (auto done = statement->finished(); !done)
        return done.error();
    const auto taken = takeBackCancelled({}, ids);
    return taken ? core::Result<QStringList>(vehicles) : taken.error();
}

core::Result<OpenWork> QueueStore::openWork(const QueueScope &scope, const QDateTime &horizon)
{
    auto statement =
        m_connection.statement(scope.everything ? "count_open_work" : "count_open_work_by_batch");
    if (!statement)
        return statement.error();
    statement->bind(":horizon", horizon);
    if (!scope.everything)
        statement->bind(":batches", batchesText(scope));
    if (auto done = statement->exec(); !done)
        return done.error();
    statement->next();
    if (auto done = statement->finished(); !done)
        return done.error();
    return OpenWork{statement->number(0), statement->number(1), statement->time(2)};
}

core::Result<bool> QueueStore::enqueueUnlessActive(const QueueRequest &request, const QDateTime &now)
{
    auto statement = m_connection.statement("select_active_step");
    if (!statement)
        return statement.error();
    statement->bind(":vehicle_id", request.vehicleId)
        .bind(":step_name", QString(core::stepName(request.step)));
    if (auto done = statement->exec(); !done)
        return done.error();
    if (statement->next())
        return false;
    return enqueue(request, now);
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

core::Result<bool> QueueStore::adoptDue(const QStringList &vehicleIds, const QString &batchId,
                                        const QDateTime &now)
{
    auto statement = m_connection.statement("adopt_due_steps");
    if (!statement)
        return statement.error();
    statement->bind(":ids", toText(vehicleIds)).bind(":batch_id", batchId).bind(":now", now);
    if (auto done = statement->exec(); !done)
        return done.error();
    return statement->any();
}

core::Result<bool> QueueStore::isBusy(const QString &vehicleId, const QDateTime &now, int heldPatienceSeconds)
{
    auto statement = m_connection.statement("select_vehicle_is_busy");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":vehicle_id", vehicleId)
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

core::Result<void> QueueStore::rememberPause(const QString &host, const QDateTime &until,
                                             const QString &reason)
{
    auto statement = m_connection.statement("upsert_host_pause");
    if (!statement)
        return statement.error();
    return statement->bind(":host", host).bind(":until", until).bind(":reason", reason).exec();
}

core::Result<std::vector<QueueStore::Pause>> QueueStore::pauses(const QDateTime &now)
{
    auto statement = m_connection.statement("list_host_pauses");
    if (!statement)
        return statement.error();
    return statement->bind(":now", now).list([](const Statement &row) {
        return Pause{row.text(0), row.time(1), row.text(2)};
    });
}

} // namespace db
