// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/importrun.h"

#include "core/listingurl.h"
#include "core/whenfinished.h"
#include "db/batchstore.h"
#include "db/failurequery.h"
#include "db/gallerystore.h"
#include "db/pagestore.h"
#include "db/stepstore.h"
#include "db/vehiclestore.h"

#include <QtConcurrentRun>

#include <algorithm>

namespace pipeline {

namespace {

//! Entries stored in one transaction: large enough to be fast, small enough that other writers get their
//! turn.
constexpr std::size_t kChunk = 100;
//! Seconds that an import waits for a host that asked for a pause.
//! Whoever adds nothing for so long has died; its batch may end.
constexpr int kAddingSeconds = 60;
constexpr int kHeldPatience = 60;
//! How often to look whether another process did what is waited for.
constexpr int kLookMs = 1000;
//! When to try again while the database is busy or away.
constexpr int kBusyMs = 1000;

using core::Step;
using core::StepStatus;

db::VehicleData factsOf(const extract::IndexItem &item)
{
    db::VehicleData facts;
    facts.year = item.year;
    facts.make = item.make;
    facts.model = item.model;
    facts.salePrice = item.salePrice;
    facts.metadata = {{QStringLiteral("source"), item.source}, {QStringLiteral("title"), item.title}};
    if (item.status != core::SaleStatus::Unknown)
        facts.metadata.insert(QStringLiteral("sale_status"), QString(core::saleStatusName(item.status)));
    if (item.highBid)
        facts.metadata.insert(QStringLiteral("high_bid"), *item.highBid);
    if (!item.currency.isEmpty())
        facts.metadata.insert(QStringLiteral("currency"), item.currency);
    if (!item.lot.isEmpty())
        facts.metadata.insert(QStringLiteral("lot"), item.lot);
    if (item.status == core::SaleStatus::Sold && item.saleEnd)
        facts.saleDate = item.saleEnd->date();
    return facts;
}

//! The line says what the rows say, however many steps and vehicles it took to come there.
void countImages(ImportLine &line, const std::vector<db::ImageItem> &gallery)
{
    using State = db::ImageItem::State;
    const auto there = std::count_if(gallery.begin(), gallery.end(), [](const db::ImageItem &image) {
        return image.state == State::Stored || image.state == State::Alias;
    });
    line.imagesFound = static_cast<int>(gallery.size());
    line.imagesStored = qMin(line.imagesStored, static_cast<int>(there));
    line.imagesSkipped = static_cast<int>(there) - line.imagesStored;
    line.imagesFailed = qMin(line.imagesFailed, line.imagesFound - static_cast<int>(there));
}

} // namespace

bool ImportLine::hasFailures() const
{
    if (action == QLatin1String("skipped"))
        return reason != core::causeName(core::Cause::NotAVehicle);
    for (const auto &[step, state] : steps) {
        if (state.status == StepStatus::Failed)
            return true;
    }
    return imagesFailed > 0;
}

ImportRun::ImportRun(Services &services, WorkerLoop &worker, const ImportRequest &request, QObject *parent)
    : QObject(parent), m_services(services), m_worker(worker), m_request(request)
{
    m_look.setInterval(kLookMs);
    connect(&m_look, &QTimer::timeout, this, &ImportRun::considerAll);
}

void ImportRun::start()
{
    const auto source = QtConcurrent::run([request = m_request] { return readImportSource(request); });
    core::whenFinished(
        source, this, [this](const core::Result<std::vector<ImportEntry>> &entries) { sourceRead(entries); });
}

void ImportRun::sourceRead(const core::Result<std::vector<ImportEntry>> &entries)
{
    if (m_finished)
        return;
    if (!entries) {
        finish(entries.error());
        return;
    }
    m_entries = *entries;
    begin();
}

//! The batch of the import, before its first entry.
void ImportRun::begin()
{
    if (m_finished)
        return;
    const QDateTime now = m_services.now();
    m_startedAt = now;
    db::NewBatch batch;
    batch.kind = QStringLiteral("import");
    batch.reason = QStringLiteral("import");
    batch.state = db::BatchState::Running;
    batch.actor = m_services.actor;
    batch.startsAt = now;
    auto id = db::inTransaction(*m_services.connection, [&]() -> core::Result<QString> {
        db::BatchStore batches(*m_services.connection);
        auto inserted = batches.insert(batch, now);
        if (!inserted)
            return inserted;
        auto open = batches.extendAdding(*inserted, now.addSecs(kAddingSeconds));
        return open ? inserted : open.error();
    });
    if (!id) {
        waitOrFinish(id.error(), &ImportRun::begin);
        return;
    }
    m_batchId = *id;
    connect(&m_worker, &WorkerLoop::stepEnded, this, &ImportRun::stepEnded);
    connect(&m_worker, &WorkerLoop::stopped, this, [this] {
        if (m_stored)
            finishOpen();
    });
    connect(&m_worker, &WorkerLoop::broken, this, [this](const core::Error &error) { finish(error); });
    m_look.start();
    storeNext();
}

void ImportRun::storeNext()
{
    if (m_finished)
        return;
    const std::size_t end = qMin(m_next + kChunk, m_entries.size());
    auto stored = db::inTransaction(*m_services.connection, [&] { return storeUntil(end); });
    if (!stored && stored.error().code == core::ErrorCode::Conflict) {
        cancelledOutside();
        return;
    }
    if (!stored) {
        waitOrFinish(stored.error(), &ImportRun::storeNext);
        return;
    }
    m_next = end;
    for (const ImportLine &opened : std::exchange(m_opened, {}))
        m_open[opened.vehicleId].push_back(opened);
    for (const ImportLine &ready : std::exchange(m_ready, {}))
        giveOut(ready);
    m_stored = m_next == m_entries.size();
    if (!m_open.isEmpty())
        m_worker.addBatch(m_batchId);
    if (!m_stored)
        QMetaObject::invokeMethod(this, &ImportRun::storeNext, Qt::QueuedConnection);
    finishWhenDone();
}

//! A database that is away for the moment takes nothing from the list: it goes on when that is back.
void ImportRun::waitOrFinish(const core::Error &error, void (ImportRun::*again)())
{
    if (error.code == core::ErrorCode::Busy)
        QTimer::singleShot(kBusyMs, this, again);
    else
        finish(error);
}

//! The next entries; a Conflict error, and none of them, when the batch was cancelled meanwhile. With the
//! last one the batch may end.
core::Result<void> ImportRun::storeUntil(std::size_t end)
{
    m_ready.clear();
    m_opened.clear();
    const bool isLast = end == m_entries.size();
    const QDateTime until = isLast ? QDateTime() : m_services.now().addSecs(kAddingSeconds);
    if (auto open = db::BatchStore(*m_services.connection).extendAdding(m_batchId, until); !open)
        return open;
    for (std::size_t i = m_next; i < end; ++i) {
        if (auto done = store(m_entries[i]); !done)
            return done;
    }
    return {};
}

//! Somebody cancelled the batch while its entries were being stored.
void ImportRun::cancelledOutside()
{
    const QStringList vehicles = m_open.keys();
    for (const QString &vehicleId : vehicles)
        giveOutOf(vehicleId);
    finish(core::Error{core::ErrorCode::Cancelled,
                       tr("The import was cancelled when %1 of %2 entries had been stored: import the list "
                          "again to go on.")
                           .arg(m_next)
                           .arg(m_entries.size()),
                       m_batchId});
}

core::Result<std::pair<QString, bool>> ImportRun::findOrCreate(const ImportEntry &entry)
{
    db::VehicleStore vehicles(*m_services.connection);
    if (!entry.url.isEmpty()) {
        const auto byUrl = vehicles.idByUrl(entry.url);
        if (!byUrl)
            return byUrl.error();
        if (*byUrl)
            return std::pair(**byUrl, false);
    }
    core::VinReading vin;
    if (entry.listing)
        vin = entry.listing->vin;
    else if (entry.indexed)
        vin = entry.indexed->vin;
    if (vin.kind == core::VinReading::Kind::Vin17) {
        const auto byVin = vehicles.idByVin(vin.value);
        if (!byVin)
            return byVin.error();
        if (*byVin) {
            if (!entry.url.isEmpty()) {
                if (auto added = vehicles.addUrl(**byVin, entry.url); !added)
                    return added.error();
            }
            return std::pair(**byVin, false);
        }
    }
    const QDateTime now = m_services.now();
    const auto id = vehicles.insertPlaceholder(entry.url, now);
    if (!id)
        return id.error();
    if (entry.indexed) {
        if (auto done = vehicles.fillPlaceholder(*id, factsOf(*entry.indexed), now); !done)
            return done.error();
        if (!vin.value.isEmpty()) {
            // A short or unchecked number may belong to another vehicle as well; then the page decides later.
            auto set = vehicles.setVin(*id, vin.value, QStringLiteral("index"),
                                       vin.kind == core::VinReading::Kind::Vin17 ? 1.0 : 0.5, now);
            if (!set && set.error().code != core::ErrorCode::Conflict)
                return set.error();
        }
    }
    return std::pair(*id, true);
}

core::Result<void> ImportRun::keepSavedPage(const ImportEntry &entry, const QString &vehicleId,
                                            ImportLine &line)
{
    const QDateTime now = m_services.now();
    auto saved = db::PageStore(*m_services.connection).save(vehicleId, entry.url, *entry.page, "file", now);
    if (!saved)
        return saved.error();
    db::AttemptRow attempt;
    attempt.id = core::newOrderedId();
    attempt.vehicleId = vehicleId;
    attempt.step = Step::FetchListing;
    attempt.status = StepStatus::Success;
    attempt.metadata = {{QStringLiteral("origin"), QStringLiteral("file")}};
    attempt.bytes = entry.page->size();
    attempt.worker = m_services.workerName;
    attempt.batchId = m_batchId;
    attempt.reason = QStringLiteral("import");
    attempt.createdAt = now;
    attempt.completedAt = now;
    line.steps[Step::FetchListing] = {StepStatus::Success, std::nullopt, {}};
    // A fetch that is queued has become needless, and the extraction steps would wait for it.
    auto settled = db::QueueStore(*m_services.connection).settle(vehicleId, Step::FetchListing, now);
    if (!settled)
        return settled;
    return db::StepStore(*m_services.connection)
        .record(attempt, false, db::Finality::None, extract::kExtractorVersion);
}

core::Result<void> ImportRun::queueSteps(const ImportEntry &entry, const QString &vehicleId, bool created,
                                         ImportLine &line)
{
    for (const Step step : core::kAllSteps)
        line.steps[step] = {};
    if (entry.page) {
        if (auto kept = keepSavedPage(entry, vehicleId, line); !kept)
            return kept;
    }
    // An index page adds what is new; what is known keeps its state and its queue.
    const bool later = entry.indexed && !m_request.fetchIndexed;
    if (later && !created)
        return {};
    const QDateTime now = m_services.now();
    db::QueueStore queue(*m_services.connection);
    for (const Step step : core::kAllSteps) {
        if (step == Step::FetchListing && entry.page)
            continue;
        if (step == Step::BackfillImages && !m_request.images) {
            line.steps[step].status = StepStatus::Skipped;
            continue;
        }
        db::QueueRequest request;
        request.vehicleId = vehicleId;
        request.step = step;
        request.batchId = m_batchId;
        request.reason = QStringLiteral("import");
        request.displaces = true;
        if (step == Step::FetchListing)
            request.host = core::hostOf(entry.url);
        request.at = now;
        if (step == Step::ExtractImages && m_request.images)
            request.options.insert(QStringLiteral("then_images"), true);
        request.maxRetries = static_cast<int>(m_services.settings.number("retry.max_attempts")) - 1;
        if (auto queued = queue.enqueue(request, now); !queued)
            return queued.error();
    }
    return {};
}

core::Result<void> ImportRun::store(const ImportEntry &entry)
{
    ImportLine line;
    line.url = entry.url.isEmpty() ? entry.given : entry.url;
    if (!entry.problem.isEmpty()) {
        line.action = QStringLiteral("skipped");
        line.reason = entry.reason;
        line.message = entry.problem;
        m_ready.push_back(line);
        return {};
    }
    const auto found = findOrCreate(entry);
    if (!found && found.error().code == core::ErrorCode::Conflict) {
        line.action = QStringLiteral("skipped");
        line.reason = QString(core::causeName(core::Cause::Conflict));
        line.message = found.error().message;
        m_ready.push_back(line);
        return {};
    }
    if (!found)
        return found.error();
    const auto &[vehicleId, created] = *found;
    const auto vehicle = db::VehicleStore(*m_services.connection).byId(vehicleId);
    if (!vehicle)
        return vehicle.error();
    if (!*vehicle || (*vehicle)->hidden) {
        line.action = QStringLiteral("skipped");
        line.reason = QStringLiteral("deleted");
        line.message = tr("The vehicle was deleted: restore it to import it again.");
        m_ready.push_back(line);
        return {};
    }
    line.vehicleId = vehicleId;
    line.action = created ? QStringLiteral("created") : QStringLiteral("updated");
    if (auto queued = queueSteps(entry, vehicleId, created, line); !queued)
        return queued;
    if (entry.indexed && !m_request.fetchIndexed)
        m_ready.push_back(line);
    else
        m_opened.push_back(line);
    return {};
}

void ImportRun::move(const QString &from, const StepEvent &event)
{
    std::vector<ImportLine> lines = m_open.take(from);
    for (ImportLine &line : lines) {
        line.vehicleId = event.vehicleId;
        if (event.vehicleId.isEmpty()) {
            line.action = QStringLiteral("skipped");
            line.reason = event.outcome.metadata.value(QLatin1String("reason")).toString();
            line.message = event.outcome.message;
            giveOut(line);
        } else {
            line.action = QStringLiteral("updated");
            m_open[event.vehicleId].push_back(line);
        }
    }
}

void ImportRun::stepEnded(const StepEvent &event)
{
    const QString vehicleId = event.job.vehicleId;
    const auto open = m_open.find(vehicleId);
    if (m_finished || open == m_open.end())
        return;
    const Outcome &outcome = event.outcome;
    for (ImportLine &line : *open) {
        line.steps[event.job.step] = {event.status, outcome.cause, outcome.message};
        if (event.job.step == Step::BackfillImages) {
            line.imagesStored += outcome.imagesStored;
            line.imagesSkipped += outcome.imagesSkipped;
            line.imagesFailed = outcome.imagesFailed;
        }
    }
    if (event.vehicleId != vehicleId)
        move(vehicleId, event);
    if (!event.vehicleId.isEmpty())
        considerLines(event.vehicleId);
    // What broke the worker's surroundings ends the import: broken() follows and says why.
    const bool breaksWorker =
        outcome.kind == Outcome::Kind::Failed &&
        m_services.policies.of(*outcome.cause).retry == core::CausePolicy::Retry::StopWorker;
    if (!breaksWorker)
        finishWhenDone();
}

void ImportRun::considerLines(const QString &vehicleId)
{
    if (m_finished || !m_open.contains(vehicleId))
        return;
    const auto busy =
        db::QueueStore(*m_services.connection).isBusy(vehicleId, steps(), m_services.now(), kHeldPatience);
    if (busy && !*busy)
        giveOutOf(vehicleId);
    else if (!busy && busy.error().code != core::ErrorCode::Busy) // then at the next look
        finish(busy.error());
}

void ImportRun::considerAll()
{
    const QStringList vehicles = m_open.keys();
    for (const QString &vehicleId : vehicles)
        considerLines(vehicleId);
    adoptStranded();
    finishWhenDone();
}

//! What this import is to do.
std::vector<Step> ImportRun::steps() const
{
    std::vector<Step> steps(core::kAllSteps.begin(), core::kAllSteps.end());
    if (!m_request.images)
        std::erase(steps, Step::BackfillImages);
    return steps;
}

//! Steps that a dead process ran when this import queued its own come back in the batch of the dead one,
//! which nobody serves any more.
void ImportRun::adoptStranded()
{
    if (m_finished || m_open.isEmpty())
        return;
    const auto adopted =
        db::QueueStore(*m_services.connection).adoptDue(m_open.keys(), steps(), m_batchId, m_services.now());
    if (adopted && *adopted)
        m_worker.wake();
}

void ImportRun::giveOutOf(const QString &vehicleId)
{
    // What another process did for this import stands in the rows.
    const auto states = db::StepStore(*m_services.connection).states(vehicleId, m_startedAt);
    if (!states && states.error().code == core::ErrorCode::Busy)
        return; // at the next look
    std::vector<ImportLine> lines = m_open.take(vehicleId);
    for (ImportLine &line : lines) {
        for (const db::AttemptRow &state : states ? *states : std::vector<db::AttemptRow>()) {
            if (line.steps[state.step].status == StepStatus::Pending)
                line.steps[state.step] = {state.status, state.cause, state.errorMessage};
        }
        giveOut(line);
    }
}

void ImportRun::giveOut(ImportLine line)
{
    if (!line.vehicleId.isEmpty()) {
        const auto gallery = db::GalleryStore(*m_services.connection).list(line.vehicleId);
        if (gallery)
            countImages(line, *gallery);
        emit vehicleChanged(line.vehicleId);
    }
    int &counter = line.action == QLatin1String("created")   ? m_summary.created
                   : line.action == QLatin1String("updated") ? m_summary.updated
                                                             : m_summary.skipped;
    ++counter;
    m_summary.withFailures += line.hasFailures() ? 1 : 0;
    emit this->line(line);
}

void ImportRun::finishWhenDone()
{
    if (m_stored && m_open.isEmpty())
        finish(m_summary);
}

void ImportRun::finishOpen()
{
    if (m_finished)
        return;
    const QStringList vehicles = m_open.keys();
    for (const QString &vehicleId : vehicles)
        giveOutOf(vehicleId);
    if (m_open.isEmpty())
        finish(m_summary);
    else
        QTimer::singleShot(kBusyMs, this, &ImportRun::finishOpen);
}

void ImportRun::cancel()
{
    if (m_finished)
        return;
    if (!m_batchId.isEmpty()) {
        auto cancelled = db::inTransaction(*m_services.connection, [this]() -> core::Result<QStringList> {
            return db::BatchStore(*m_services.connection).cancel(m_batchId, m_services.now());
        });
        if (!cancelled && cancelled.error().code != core::ErrorCode::Conflict) { // else it has ended
            finish(cancelled.error());
            return;
        }
        m_worker.cancelBatch(m_batchId);
        if (auto settled = settleRest(); !settled) {
            finish(settled.error());
            return;
        }
    }
    m_stored = true;
    finishOpen();
}

core::Result<void> ImportRun::settleRest()
{
    for (;;) {
        const auto more = db::inTransaction(*m_services.connection, [this] {
            return db::BatchStore(*m_services.connection).settle(m_batchId);
        });
        if (!more)
            return more.error();
        if (more->isEmpty())
            return {};
    }
}

void ImportRun::finish(const core::Result<ImportSummary> &summary)
{
    if (m_finished)
        return;
    m_finished = true;
    m_look.stop();
    m_worker.removeBatch(m_batchId);
    disconnect(&m_worker, nullptr, this, nullptr);
    emit finished(summary);
}

} // namespace pipeline
