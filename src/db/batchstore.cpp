// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/batchstore.h"

#include "core/clock.h"
#include "db/manyrows.h"
#include "db/queuestore.h"
#include "db/values.h"

#include <QCoreApplication>

namespace db {

using namespace Qt::StringLiterals;

namespace {

//! Rows that follow their batch in one transaction: other writers get their turn in between.
constexpr int kSettleChunk = 500;

//! Members in one statement.
constexpr size_t kInsertChunk = 1000;

QString tr(const char *text)
{
    return QCoreApplication::translate("db::BatchStore", text);
}

BatchRow toBatch(const Statement &row, const QDateTime &now)
{
    BatchRow batch;
    batch.id = row.text(0);
    batch.kind = row.text(1);
    batch.reason = row.text(2);
    batch.state = batchStateFromName(row.text(3)).value_or(BatchState::Running);
    batch.stateReason = row.text(4);
    batch.filter = row.text(5);
    batch.planHash = row.text(6);
    batch.actor = row.text(7);
    batch.createdAt = row.time(8);
    batch.startsAt = row.time(9);
    batch.finishedAt = row.time(10);
    batch.canarySize = row.integer(11);
    batch.canaryMinPercent = row.integer(12);
    batch.planned = row.number(13);
    batch.queued = row.number(14);
    batch.retrying = row.number(15);
    batch.succeeded = row.number(16);
    batch.skipped = row.number(17);
    batch.dead = row.number(18);
    batch.cancelled = row.number(19);
    batch.imagesRequested = row.number(20);
    batch.imagesStored = row.number(21);
    batch.imagesSkipped = row.number(22);
    batch.imagesFailed = row.number(23);
    batch.unreleased = row.number(24);
    batch.held = row.number(25);
    if (batch.state == BatchState::Running && batch.startsAt > now)
        batch.state = BatchState::Waiting;
    return batch;
}

BatchItemRow toItem(const Statement &row)
{
    BatchItemRow item;
    item.vehicleId = row.text(0);
    item.vehicle = row.text(1);
    item.step = core::stepFromName(row.text(2)).value_or(core::Step::FetchListing);
    item.state = batchItemStateFromName(row.text(3)).value_or(BatchItemRow::State::Queued);
    item.cause = core::causeFromName(row.text(4));
    item.note = row.text(5);
    item.nextRetryAt = row.time(6);
    item.heldReason = row.text(7);
    item.changes = jsonObject(row.text(8));
    item.url = row.text(9);
    return item;
}

} // namespace

core::Result<QString> BatchStore::insert(const NewBatch &batch, const QDateTime &now)
{
    auto statement = m_connection.statement("insert_batch");
    if (!statement)
        return statement.error();
    const QString id = core::newId();
    statement->bind(":id", id)
        .bind(":kind", batch.kind)
        .bind(":state", QString(batchStateName(batch.state)))
        .bind(":reason", textOrEmpty(batch.reason))
        .bind(":actor", textOrEmpty(batch.actor))
        .bind(":filter", batch.filter)
        .bind(":plan_hash", batch.planHash)
        .bind(":options", jsonText(batch.options))
        .bind(":canary_size", batch.canarySize)
        .bind(":canary_min_percent", batch.canaryMinPercent)
        .bind(":starts_at", batch.startsAt)
        .bind(":now", now);
    if (auto done = statement->exec(); !done)
        return done.error();
    return id;
}

core::Result<void> BatchStore::addItems(const QString &id, const std::vector<NewBatchItem> &items)
{
    for (size_t first = 0; first < items.size(); first += kInsertChunk) {
        auto statement = m_connection.statement("insert_batch_items");
        if (!statement)
            return statement.error();
        ManyRows rows(m_connection.dialect()); // planned_step of PostgreSQL
        for (size_t i = first; i < std::min(items.size(), first + kInsertChunk); ++i) {
            rows.next()
                .add("vehicle_id"_L1, items[i].vehicleId)
                .add("step_name"_L1, QString(core::stepName(items[i].step)))
                .add("position"_L1, static_cast<qint64>(i))
                .addAlways("host"_L1, items[i].host);
        }
        if (auto done = statement->bind(":batch_id", id).bind(":rows", rows.finished()).exec(); !done)
            return done;
    }
    return {};
}

core::Result<BatchRow> BatchStore::byId(const QString &id, const QDateTime &now)
{
    return read("select_batch_by_id", id, now);
}

core::Result<BatchRow> BatchStore::withHeld(const QString &id, const QDateTime &now)
{
    return read("select_batch_with_held", id, now);
}

core::Result<BatchRow> BatchStore::read(const char *name, const QString &id, const QDateTime &now)
{
    auto statement = m_connection.statement(name);
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":id", id).exec(); !done)
        return done.error();
    if (!statement->next()) {
        if (auto done = statement->finished(); !done)
            return done.error();
        return core::Error{core::ErrorCode::NotFound, tr("There is no batch %1.").arg(id), {}};
    }
    return toBatch(*statement, now);
}

core::Result<QJsonObject> BatchStore::options(const QString &id)
{
    auto statement = m_connection.statement("select_batch_options");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":id", id).exec(); !done)
        return done.error();
    QJsonObject options;
    if (statement->next())
        options = jsonObject(statement->text(0));
    auto done = statement->finished();
    return done ? core::Result<QJsonObject>(options) : done.error();
}

core::Result<std::vector<BatchRow>> BatchStore::list(int limit, const QDateTime &now)
{
    auto statement = m_connection.statement("list_batches");
    if (!statement)
        return statement.error();
    return statement->bind(":limit", limit).list([&now](const Statement &row) { return toBatch(row, now); });
}

core::Result<std::vector<BatchRow>> BatchStore::running(const QDateTime &now)
{
    auto statement = m_connection.statement("list_open_batches");
    if (!statement)
        return statement.error();
    return statement->list([&now](const Statement &row) { return toBatch(row, now); });
}

core::Result<std::vector<BatchItemRow>> BatchStore::items(const QString &id,
                                                          std::optional<BatchItemRow::State> state, int limit)
{
    auto statement = m_connection.statement("list_batch_items");
    if (!statement)
        return statement.error();
    return statement->bind(":batch_id", id)
        .bind(":state", state ? QVariant(QString(batchItemStateName(*state))) : QVariant())
        .bind(":limit", limit)
        .list(toItem);
}

core::Result<std::vector<NewBatchItem>> BatchStore::unreleased(const QString &id, int limit)
{
    auto statement = m_connection.statement("list_unreleased_items");
    if (!statement)
        return statement.error();
    return statement->bind(":batch_id", id).bind(":limit", limit).list([](const Statement &row) {
        return NewBatchItem{row.text(0), core::stepFromName(row.text(1)).value_or(core::Step::BackfillImages),
                            row.text(2)};
    });
}

core::Result<void> BatchStore::skip(const QString &id, const NewBatchItem &item, const QString &note)
{
    auto statement = m_connection.statement("skip_batch_item");
    if (!statement)
        return statement.error();
    return statement->bind(":batch_id", id)
        .bind(":vehicle_id", item.vehicleId)
        .bind(":step_name", QString(core::stepName(item.step)))
        .bind(":note", note)
        .exec();
}

core::Result<void> BatchStore::hold(const QString &id)
{
    return keepOthers("hold_batch", id);
}

core::Result<void> BatchStore::keepOthers(const char *name, const QString &id)
{
    auto statement = m_connection.statement(name);
    return statement ? statement->bind(":id", id).exec() : core::Result<void>(statement.error());
}

//! Runs the statement that changes the batch's state; nothing changed means that it was in another one.
core::Result<void> BatchStore::change(Statement &statement, const QString &id, const QString &refusal)
{
    if (auto alone = keepOthers("lock_batch", id); !alone)
        return alone;
    if (auto done = statement.bind(":id", id).exec(); !done)
        return done;
    if (statement.changedRows() > 0)
        return {};
    const auto batch = byId(id, {});
    return batch ? core::Error{core::ErrorCode::Conflict, refusal, id} : batch.error();
}

core::Result<QStringList> BatchStore::cancel(const QString &id, const QDateTime &now)
{
    auto mark = m_connection.statement("cancel_batch");
    if (!mark)
        return mark.error();
    mark->bind(":now", now);
    if (auto done = change(*mark, id, tr("The batch has ended: there is nothing to cancel.")); !done)
        return done.error();
    return settle(id);
}

core::Result<QStringList> BatchStore::pause(const QString &id, const QString &reason, bool endsCanary)
{
    auto mark = m_connection.statement("pause_batch");
    if (!mark)
        return mark.error();
    mark->bind(":reason", reason).bind(":ends_canary", endsCanary ? 1 : 0);
    if (auto done = change(*mark, id, tr("The batch does not run: there is nothing to pause.")); !done)
        return done.error();
    return settle(id);
}

core::Result<QStringList> BatchStore::resume(const QString &id, const QDateTime &now)
{
    auto mark = m_connection.statement("resume_batch");
    if (!mark)
        return mark.error();
    mark->bind(":now", now);
    if (auto done =
            change(*mark, id, tr("The batch is neither paused nor planned: there is nothing to resume."));
        !done)
        return done.error();
    return settle(id);
}

core::Result<QStringList> BatchStore::settle(const QString &id)
{
    if (auto alone = keepOthers("lock_batch", id); !alone)
        return alone.error();
    const auto batch = byId(id, {});
    if (!batch)
        return batch.error();
    auto vehicles = follow(batch->state, id);
    if (!vehicles || !vehicles->isEmpty())
        return vehicles;
    auto end = m_connection.statement("end_settling");
    if (!end)
        return end.error();
    if (auto done = end->bind(":id", id).exec(); !done)
        return done.error();
    return vehicles;
}

//! One chunk of the rows and members that are not as their batch is.
core::Result<QStringList> BatchStore::follow(BatchState state, const QString &id)
{
    if (state != BatchState::Cancelled) {
        auto rows = m_connection.statement(state == BatchState::Paused ? "park_batch" : "unpark_batch");
        if (!rows)
            return rows.error();
        rows->bind(":id", id).bind(":limit", kSettleChunk);
        return textsOf(*rows);
    }
    auto members = m_connection.statement("cancel_unreleased_items");
    if (!members)
        return members.error();
    const auto cancelled = textsOf(members->bind(":batch_id", id).bind(":limit", kSettleChunk));
    if (!cancelled)
        return cancelled;
    auto vehicles = QueueStore(m_connection).takeBackCancelled(id, {}, kSettleChunk);
    if (vehicles)
        vehicles->append(*cancelled);
    return vehicles;
}

core::Result<QStringList> BatchStore::settling()
{
    auto statement = m_connection.statement("list_settling_batches");
    if (!statement)
        return statement.error();
    return textsOf(*statement);
}

core::Result<void> BatchStore::extendAdding(const QString &id, const QDateTime &until)
{
    auto statement = m_connection.statement("extend_adding");
    if (!statement)
        return statement.error();
    statement->bind(":until", until);
    return change(*statement, id, tr("The batch has ended."));
}

core::Result<qint64> BatchStore::blocked(const QString &id)
{
    auto statement = m_connection.statement("count_blocked_items");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":batch_id", id).exec(); !done)
        return done.error();
    const qint64 count = statement->next() ? statement->number(0) : 0;
    auto done = statement->finished();
    return done ? core::Result<qint64>(count) : done.error();
}

core::Result<void> BatchStore::endCanary(const QString &id)
{
    auto statement = m_connection.statement("end_canary");
    if (!statement)
        return statement.error();
    return statement->bind(":id", id).exec();
}

core::Result<bool> BatchStore::finishIfDone(const QString &id, const QDateTime &now)
{
    if (auto alone = keepOthers("lock_batch", id); !alone)
        return alone.error();
    auto statement = m_connection.statement("finish_batch");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":id", id).bind(":now", now).exec(); !done)
        return done.error();
    return statement->changedRows() > 0;
}

} // namespace db
