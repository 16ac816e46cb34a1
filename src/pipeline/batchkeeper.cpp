// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batchkeeper.h"

#include "extract/listing.h"
#include "pipeline/audit.h"
#include "pipeline/planner.h"

#include <QCryptographicHash>
#include <QLoggingCategory>
#include <QTimer>

#include <algorithm>

namespace pipeline {

namespace {

Q_LOGGING_CATEGORY(lcBatches, "retrydesk.pipeline.batches", QtWarningMsg)

//! Members queued in one transaction: other writers, heartbeats too, get their turn in between.
constexpr int kChunk = 1000;
//! When to try again while another program holds the database.
constexpr int kBusyMs = 1000;
constexpr int kRetryPriority = 3;
constexpr int kSweepPriority = 7;

const QString kImproved = QStringLiteral("scraper_improved");

QJsonObject optionsOf(const PlanRequest &request)
{
    QJsonObject options;
    if (request.allImages)
        options.insert(QStringLiteral("all_images"), true);
    if (request.includeFinal)
        options.insert(QStringLiteral("include_final"), true);
    if (request.steps.empty()) // the whole of what is missing was asked for: new URLs are followed
        options.insert(QStringLiteral("then_images"), true);
    if (!request.extraText.isEmpty())
        options.insert(QStringLiteral("extra_text"), request.extraText);
    return options;
}

QString countsText(const db::BatchRow &batch)
{
    return QStringLiteral("succeeded %1, failed %2, skipped %3, cancelled %4")
        .arg(batch.succeeded)
        .arg(batch.failed())
        .arg(batch.skipped)
        .arg(batch.cancelled);
}

//! @param before as it was until now: what was active by then is what the action is about.
db::AuditRow entryFor(const char *action, const db::BatchRow &before)
{
    db::AuditRow entry = batchEntry(action, before.id, before.active());
    if (entry.action == QLatin1String("batch.cancel")) {
        db::BatchRow after = before;
        after.cancelled += before.queued;
        after.queued = 0;
        entry.items = before.planned;
        entry.result = countsText(after);
    }
    return entry;
}

} // namespace

QString planHash(const std::vector<db::NewBatchItem> &items)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const db::NewBatchItem &item : items)
        hash.addData(QString(item.vehicleId + u' ' + core::stepName(item.step) + u'\n').toUtf8());
    return QString::fromLatin1(hash.result().toHex());
}

BatchKeeper::BatchKeeper(Services &services, QObject *parent) : QObject(parent), m_services(services)
{
}

void BatchKeeper::start(const Plan &plan, const BatchOptions &options, Started started)
{
    std::vector<db::NewBatchItem> items;
    items.reserve(plan.items.size());
    for (const PlanItem &item : plan.items)
        items.push_back({item.vehicleId, item.step, item.host});
    db::NewBatch batch;
    batch.kind = QStringLiteral("retry");
    batch.reason = QStringLiteral("retry");
    batch.state = options.start ? db::BatchState::Running : db::BatchState::Planned;
    batch.filter = plan.request.vehicleIds.isEmpty() ? core::toText(plan.request.filter) : QString();
    batch.planHash = plan.hash;
    batch.options = optionsOf(plan.request);
    batch.canarySize = options.canarySize;
    batch.canaryMinPercent = options.canaryMinPercent;
    batch.startsAt = m_services.now().addSecs(options.undoWindowSeconds);
    const auto id = store(batch, items);
    if (!id || !options.start)
        started(id);
    else
        releaseAll(*id, started);
}

core::Result<QString> BatchKeeper::store(const db::NewBatch &batch,
                                         const std::vector<db::NewBatchItem> &items)
{
    const QDateTime now = m_services.now();
    return db::inTransaction(*m_services.connection, [&]() -> core::Result<QString> {
        db::BatchStore batches(*m_services.connection);
        db::NewBatch named = batch;
        named.actor = m_services.actor;
        auto id = batches.insert(named, now);
        if (!id)
            return id;
        if (auto added = batches.addItems(*id, items); !added)
            return added.error();
        db::AuditRow entry;
        entry.action = batch.state == db::BatchState::Planned ? QStringLiteral("batch.plan")
                                                              : QStringLiteral("batch.start");
        entry.filter = batch.filter;
        entry.items = static_cast<qint64>(items.size());
        entry.hash = batch.planHash;
        entry.batchId = *id;
        auto audited = audit(m_services, entry);
        return audited ? id : audited.error();
    });
}

//! Chunk by chunk from the event loop; the last one answers.
void BatchKeeper::releaseAll(const QString &id, const Started &started)
{
    const auto more = release(id);
    if (more && *more) {
        QMetaObject::invokeMethod(
            this, [this, id, started] { releaseAll(id, started); }, Qt::QueuedConnection);
        return;
    }
    if (!more && more.error().code == core::ErrorCode::Busy) { // it is stored: only its queueing has to wait
        QTimer::singleShot(kBusyMs, this, [this, id, started] { releaseAll(id, started); });
        return;
    }
    started(more ? core::Result<QString>(id) : more.error());
    emit batchChanged(id);
    emit queued();
    if (more)
        consider(id); // all of them may have been skipped
}

core::Result<bool> BatchKeeper::release(const QString &id)
{
    QStringList vehicles;
    auto more = db::inTransaction(*m_services.connection, [&]() -> core::Result<bool> {
        db::BatchStore batches(*m_services.connection);
        if (auto held = batches.hold(id); !held)
            return held.error();
        const auto batch = batches.byId(id, m_services.now());
        if (!batch)
            return batch.error();
        const bool runs = batch->state == db::BatchState::Running || batch->state == db::BatchState::Waiting;
        if (!runs || batch->unreleased == 0)
            return false;
        const qint64 out = batch->queued - batch->unreleased;
        const qint64 canary = batch->canarySize - out - batch->succeeded - batch->failed();
        const int limit =
            batch->canarySize > 0 ? static_cast<int>(std::clamp<qint64>(canary, 0, kChunk)) : kChunk;
        const auto items = batches.unreleased(id, limit);
        const auto options = batches.options(id);
        if (!items || !options)
            return items ? options.error() : items.error();
        if (auto queued = queueMembers(*batch, *options, *items); !queued)
            return queued.error();
        for (const db::NewBatchItem &item : *items)
            vehicles.append(item.vehicleId);
        return static_cast<int>(items->size()) == limit && limit > 0;
    });
    for (const QString &vehicle : std::as_const(vehicles))
        emit vehicleChanged(vehicle);
    return more;
}

core::Result<void> BatchKeeper::queueMembers(const db::BatchRow &batch, const QJsonObject &options,
                                             const std::vector<db::NewBatchItem> &items)
{
    if (items.empty())
        return {};
    const QDateTime now = m_services.now();
    db::QueueRequest request;
    request.batchId = batch.id;
    request.reason = batch.reason;
    request.at = qMax(batch.startsAt, now);
    request.priority = batch.reason == kImproved ? kSweepPriority : kRetryPriority;
    request.maxRetries = static_cast<int>(m_services.settings.number("retry.max_attempts")) - 1;
    request.options = options;
    const auto queued = db::QueueStore(*m_services.connection).enqueue(request, items, now);
    if (!queued)
        return queued.error();
    db::BatchStore batches(*m_services.connection);
    for (size_t i = 0; i < items.size(); ++i) {
        if ((*queued)[i] == db::Enqueued::Queued)
            continue;
        if (auto skipped = batches.skip(batch.id, items[i], noteOf((*queued)[i])); !skipped)
            return skipped;
    }
    return {};
}

QString BatchKeeper::noteOf(db::Enqueued queued)
{
    switch (queued) {
    case db::Enqueued::Queued:
        return {};
    case db::Enqueued::Running:
        return tr("A worker was doing it already.");
    case db::Enqueued::InBatch:
        return tr("Another batch had it queued already.");
    case db::Enqueued::NoVehicle:
        return tr("The vehicle was not there any more.");
    }
    Q_UNREACHABLE();
}

void BatchKeeper::tell(const QString &id, const QStringList &vehicles)
{
    for (const QString &vehicle : vehicles)
        emit vehicleChanged(vehicle);
    emit batchChanged(id);
}

void BatchKeeper::pause(const QString &id, Done done)
{
    change("batch.pause", id, std::move(done), [this, &id](db::BatchStore &batches) {
        return batches.pause(id, tr("Paused by %1").arg(m_services.actor), false);
    });
}

void BatchKeeper::resume(const QString &id, Done done)
{
    const auto release = [this, id, done](const core::Result<void> &resumed) {
        if (!resumed) {
            done(resumed);
            return;
        }
        releaseAll(id, [done](const core::Result<QString> &released) {
            done(released ? core::Result<void>() : core::Result<void>(released.error()));
        });
    };
    change("batch.resume", id, release,
           [this, &id](db::BatchStore &batches) { return batches.resume(id, m_services.now()); });
}

void BatchKeeper::cancel(const QString &id, Done done)
{
    change("batch.cancel", id, std::move(done),
           [this, &id](db::BatchStore &batches) { return batches.cancel(id, m_services.now()); });
}

//! Marks the batch and writes it down; its rows follow chunk by chunk, and the answer comes when all have.
void BatchKeeper::change(const char *action, const QString &id, Done done, const Mark &mark)
{
    const auto vehicles = db::inTransaction(*m_services.connection, [&]() -> core::Result<QStringList> {
        db::BatchStore batches(*m_services.connection);
        const auto before = batches.byId(id, m_services.now());
        if (!before)
            return before.error();
        auto changed = mark(batches);
        if (!changed)
            return changed;
        auto audited = audit(m_services, entryFor(action, *before));
        return audited ? changed : audited.error();
    });
    if (!vehicles) {
        done(vehicles.error());
        return;
    }
    tell(id, *vehicles);
    settleAll(id, std::move(done));
}

//! Chunk by chunk from the event loop.
void BatchKeeper::settleAll(const QString &id, Done done)
{
    const auto vehicles = db::inTransaction(
        *m_services.connection, [&] { return db::BatchStore(*m_services.connection).settle(id); });
    if (vehicles && !vehicles->isEmpty()) {
        tell(id, *vehicles);
        QMetaObject::invokeMethod(
            this, [this, id, done = std::move(done)] { settleAll(id, done); }, Qt::QueuedConnection);
        return;
    }
    if (!vehicles && vehicles.error().code == core::ErrorCode::Busy) {
        QTimer::singleShot(kBusyMs, this, [this, id, done = std::move(done)] { settleAll(id, done); });
        return;
    }
    done(vehicles ? core::Result<void>() : core::Result<void>(vehicles.error()));
}

core::Result<QString> BatchKeeper::requeueParseFailures()
{
    const auto plan = planParseFailures(*m_services.connection, m_services.now());
    if (!plan || plan->items.empty())
        return plan ? core::Result<QString>(QString()) : plan.error();
    db::NewBatch batch;
    batch.kind = QStringLiteral("retry");
    batch.reason = kImproved;
    batch.state = db::BatchState::Running;
    batch.filter = QStringLiteral("cause:parse_failed extractor<%1").arg(extract::kExtractorVersion);
    std::vector<db::NewBatchItem> items;
    for (const PlanItem &item : plan->items)
        items.push_back({item.vehicleId, item.step, {}});
    batch.planHash = plan->hash;
    batch.startsAt = m_services.now();
    auto id = store(batch, items);
    if (id)
        releaseAll(*id, [](const core::Result<QString> &released) {
            if (!released)
                qCWarning(lcBatches).noquote() << released.error().message;
        });
    return id;
}

void BatchKeeper::consider(const QString &id)
{
    const auto batch = db::BatchStore(*m_services.connection).byId(id, m_services.now());
    const auto done = batch ? consider(*batch) : core::Result<void>(batch.error());
    if (!done)
        qCInfo(lcBatches).noquote() << done.error().message; // considered again within a second
}

core::Result<void> BatchKeeper::consider(const db::BatchRow &batch)
{
    if (batch.state != db::BatchState::Running)
        return {};
    if (batch.unreleased == 0)
        return batch.active() == 0 ? finish(batch.id) : core::Result<void>();
    const auto goesOn = decideCanary(batch);
    if (!goesOn)
        return goesOn.error();
    if (*goesOn)
        releaseAll(batch.id, [](const core::Result<QString> &) {});
    return {};
}

//! Whether more members may go now. Decided as soon as too many failed: a host that is down is not waited
//! for.
core::Result<bool> BatchKeeper::decideCanary(const db::BatchRow &batch)
{
    if (batch.canarySize == 0)
        return true;
    db::BatchStore batches(*m_services.connection);
    const auto blocked = batches.blocked(batch.id);
    if (!blocked)
        return blocked.error();
    // What waits for a step that failed or that nobody may try has no turn of its own: it has failed with it.
    const qint64 waiting = qMax<qint64>(0, batch.queued - batch.unreleased - *blocked);
    const qint64 failed = batch.failed() + *blocked;
    const qint64 tried = batch.succeeded + failed;
    const qint64 whole = qMax<qint64>(batch.canarySize, tried + waiting);
    const bool missed = 100 * (whole - failed) < batch.canaryMinPercent * whole;
    if (!missed) {
        if (waiting > 0) // some of the canary did not have their turn yet
            return false;
        if (tried < batch.canarySize)
            return true; // others were skipped: as many follow
        auto ended = batches.endCanary(batch.id);
        return ended ? core::Result<bool>(true) : ended.error();
    }
    const QString reason = tr("Canary: %1 of %2 succeeded, at least %3 % were asked for")
                               .arg(batch.succeeded)
                               .arg(whole)
                               .arg(batch.canaryMinPercent);
    const auto paused = db::inTransaction(*m_services.connection, [&]() -> core::Result<QStringList> {
        auto parked = batches.pause(batch.id, reason, true);
        if (!parked)
            return parked;
        db::AuditRow entry = batchEntry("batch.pause", batch.id, batch.unreleased);
        entry.result = reason;
        auto audited = audit(m_services, entry);
        return audited ? parked : audited.error();
    });
    if (!paused)
        return paused.error();
    tell(batch.id, *paused);
    settleAll(batch.id, [](const core::Result<void> &) {}); // otherwise at the next look
    return false;
}

core::Result<void> BatchKeeper::finish(const QString &id)
{
    const auto finished = db::inTransaction(*m_services.connection, [&]() -> core::Result<bool> {
        db::BatchStore batches(*m_services.connection);
        const auto done = batches.finishIfDone(id, m_services.now());
        if (!done || !*done)
            return done;
        const auto batch = batches.byId(id, m_services.now());
        if (!batch)
            return batch.error();
        db::AuditRow entry = batchEntry("batch.finish", id, batch->planned);
        entry.hash = batch->planHash;
        entry.result = countsText(*batch);
        auto audited = audit(m_services, entry);
        return audited ? core::Result<bool>(true) : audited.error();
    });
    if (!finished)
        return finished.error();
    if (*finished)
        emit batchChanged(id);
    return {};
}

core::Result<void> BatchKeeper::considerAll()
{
    if (auto settled = settleOthers(); !settled)
        return settled;
    const auto batches = db::BatchStore(*m_services.connection).running(m_services.now());
    if (!batches)
        return batches.error();
    for (const db::BatchRow &batch : *batches) {
        if (auto done = consider(batch); !done)
            qCInfo(lcBatches).noquote() << done.error().message;
    }
    return {};
}

//! What a process that was killed had begun.
core::Result<void> BatchKeeper::settleOthers()
{
    const auto ids = db::BatchStore(*m_services.connection).settling();
    if (!ids)
        return ids.error();
    for (const QString &id : *ids) {
        if (m_settling.contains(id))
            continue;
        m_settling.insert(id);
        settleAll(id, [this, id](const core::Result<void> &settled) {
            m_settling.remove(id);
            if (!settled)
                qCInfo(lcBatches).noquote() << settled.error().message;
        });
    }
    return {};
}

} // namespace pipeline
