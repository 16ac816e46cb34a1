// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/engine.h"

#include "db/batchstore.h"
#include "db/migrator.h"
#include "db/settingstore.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSysInfo>

namespace pipeline {

namespace {

QString newWorkerName()
{
    return QStringLiteral("%1:%2:%3")
        .arg(QSysInfo::machineHostName())
        .arg(QCoreApplication::applicationPid())
        .arg(core::newId().left(8));
}

net::FetchSettings fetchSettings(const core::Settings &settings, int concurrency)
{
    net::FetchSettings fetch;
    fetch.allow = settings.text("net.allow").split(u',', Qt::SkipEmptyParts);
    for (QString &entry : fetch.allow)
        entry = entry.trimmed();
    fetch.proxy = settings.text("net.proxy");
    fetch.caFile = settings.text("net.ca_file");
    fetch.perHost = static_cast<int>(settings.number("net.per_host"));
    fetch.ratePerHost = settings.real("net.rate_per_host");
    fetch.connections = concurrency > 0 ? concurrency : static_cast<int>(settings.number("net.connections"));
    fetch.timeoutMs = static_cast<int>(settings.number("net.timeout_ms"));
    fetch.minBytesPerSecond = static_cast<int>(settings.number("net.min_bytes_per_s"));
    fetch.maxBytes = settings.number("net.max_bytes");
    fetch.userAgent = settings.text("net.user_agent");
    if (fetch.userAgent.isEmpty())
        fetch.userAgent = QStringLiteral("Retrydesk/") + QCoreApplication::applicationVersion();
    return fetch;
}

} // namespace

core::Result<core::Settings> readSettings(db::Connection &connection)
{
    auto values = db::SettingStore(connection).all();
    if (!values)
        return values.error();
    return core::Settings(std::move(values).value());
}

QString imageFolder(const core::Settings &settings, const QString &workspacePath)
{
    const QString where = settings.text("images.store");
    return QDir::cleanPath(QFileInfo(workspacePath).absoluteDir().absoluteFilePath(where));
}

Engine::Engine(std::unique_ptr<db::Connection> connection)
{
    m_services.connection = std::move(connection);
    m_services.workerName = newWorkerName();
}

Engine::~Engine()
{
    // Requests end first: their callbacks belong to steps that are about to go.
    m_services.fetches.reset();
}

core::Result<std::unique_ptr<Engine>> Engine::open(const QString &path)
{
    auto connection = db::Connection::open(path);
    if (!connection)
        return connection.error();
    const auto version = db::schemaVersion(**connection);
    if (!version)
        return version.error();
    if (*version == 0) {
        return core::Error{
            core::ErrorCode::Schema,
            tr("%1 is empty, not a workspace. Create it with: retrydeskctl --workspace %1 init").arg(path),
            {}};
    }
    if (auto migrated = db::migrate(**connection); !migrated)
        return migrated.error();
    const auto settings = readSettings(**connection);
    if (!settings)
        return settings.error();
    std::unique_ptr<Engine> engine(new Engine(std::move(connection).value()));
    if (auto prepared = engine->prepare(*settings); !prepared)
        return prepared.error();
    return engine;
}

core::Result<void> Engine::prepare(const core::Settings &settings)
{
    m_services.settings = settings;
    m_reader = std::make_unique<PageReader>();
    m_writer = std::make_unique<ImageWriter>(m_services);
    m_fetchListing = std::make_unique<FetchListing>(m_services, *m_reader);
    m_extractData = std::make_unique<ExtractData>(m_services, *m_reader);
    m_extractImages = std::make_unique<ExtractImages>(m_services, *m_reader);
    m_extractVin = std::make_unique<ExtractVin>(m_services, *m_reader);
    m_backfillImages = std::make_unique<BackfillImages>(m_services, *m_writer);
    m_worker = std::make_unique<WorkerLoop>(
        m_services, std::map<core::Step, StepRunner *>{{core::Step::FetchListing, m_fetchListing.get()},
                                                       {core::Step::ExtractData, m_extractData.get()},
                                                       {core::Step::ExtractImages, m_extractImages.get()},
                                                       {core::Step::ExtractVin, m_extractVin.get()},
                                                       {core::Step::BackfillImages, m_backfillImages.get()}});
    connectWorker();
    makeFetchPool(0);
    return {};
}

void Engine::makeFetchPool(int concurrency)
{
    m_services.fetches =
        std::make_unique<net::FetchPool>(fetchSettings(m_services.settings, concurrency), m_services.clock);
    connect(m_services.fetches.get(), &net::FetchPool::hostPaused, this,
            [this](const QString &host, const QDateTime &until, const QString &reason) {
                auto remembered = db::QueueStore(*m_services.connection).rememberPause(host, until, reason);
                if (!remembered)
                    qWarning("%s", qPrintable(remembered.error().message));
                emit hostPaused(host, until, reason);
            });
}

void Engine::connectWorker()
{
    connect(m_writer.get(), &ImageWriter::imagesStored, this, [this](const QString &vehicleId, int count) {
        m_images += count;
        emit vehicleChanged(vehicleId);
    });
    connect(m_worker.get(), &WorkerLoop::stepStarted, this, [this](const Job &job) {
        m_current = job.vehicleId;
        emit vehicleChanged(job.vehicleId);
    });
    connect(m_worker.get(), &WorkerLoop::stepEnded, this, [this](const StepEvent &event) {
        ++m_steps;
        emit vehicleChanged(event.job.vehicleId);
        if (event.vehicleId != event.job.vehicleId && !event.vehicleId.isEmpty())
            emit vehicleChanged(event.vehicleId);
        emit stepEnded(event);
    });
    connect(m_worker.get(), &WorkerLoop::stopped, this, &Engine::workerStopped);
    // Other processes hear from hosts, too.
    connect(m_worker.get(), &WorkerLoop::looked, this, [this] {
        if (auto known = takeOverPauses(); !known)
            qWarning("%s", qPrintable(known.error().message));
    });
}

//! The store is opened when work starts, so that a vanished folder does not keep anybody from looking.
core::Result<void> Engine::ensureImages()
{
    const QString folder = imageFolder(m_services.settings, m_services.connection->path());
    media::ImageLimits limits;
    limits.maxBytes = m_services.settings.number("net.max_bytes");
    limits.maxPixels = m_services.settings.number("net.max_pixels");
    const QString key = QStringLiteral("%1 %2 %3").arg(limits.maxBytes).arg(limits.maxPixels).arg(folder);
    if (m_services.images && (m_imagesKey == key || m_worker->isActive()))
        return m_services.images->check();
    auto store = media::openImageStore(folder, limits);
    if (!store)
        return store.error();
    if (auto there = (*store)->check(); !there)
        return there;
    m_services.images = std::move(store).value();
    m_imagesKey = key;
    return {};
}

core::Result<QString> Engine::startBatch(const Plan &plan, int undoWindowSeconds)
{
    const QDateTime now = m_services.now();
    const QDateTime startsAt = now.addSecs(undoWindowSeconds);
    QJsonObject options;
    if (plan.request.allImages)
        options.insert(QStringLiteral("all_images"), true);
    if (plan.request.includeFinal)
        options.insert(QStringLiteral("include_final"), true);
    auto id = db::inTransaction(*m_services.connection, [&]() -> core::Result<QString> {
        db::NewBatch batch;
        batch.kind = QStringLiteral("retry");
        batch.filter = plan.request.vehicleIds.isEmpty() ? core::toText(plan.request.filter) : QString();
        batch.planned = static_cast<int>(plan.items.size());
        batch.planHash = plan.hash;
        batch.startsAt = startsAt;
        auto batchId = db::BatchStore(*m_services.connection).insert(batch, now);
        if (!batchId)
            return batchId;
        db::QueueStore queue(*m_services.connection);
        for (const PlanItem &item : plan.items) {
            db::QueueRequest request;
            request.vehicleId = item.vehicleId;
            request.step = item.step;
            request.batchId = *batchId;
            request.reason = QStringLiteral("retry");
            request.at = startsAt;
            request.priority = 3;
            request.maxRetries = static_cast<int>(m_services.settings.number("retry.max_attempts")) - 1;
            request.options = options;
            if (item.step == core::Step::ExtractImages && plan.request.steps.empty())
                request.options.insert(QStringLiteral("then_images"), true);
            if (item.step == core::Step::ExtractVin && !plan.request.extraText.isEmpty())
                request.options.insert(QStringLiteral("extra_text"), plan.request.extraText);
            if (auto queued = queue.enqueue(request, now); !queued)
                return queued.error();
        }
        return batchId;
    });
    if (id) {
        for (const PlanItem &item : plan.items)
            emit vehicleChanged(item.vehicleId);
        m_worker->wake();
    }
    return id;
}

core::Result<void> Engine::cancelBatch(const QString &batchId)
{
    const auto vehicles = db::inTransaction(*m_services.connection, [&]() -> core::Result<QStringList> {
        db::BatchStore batches(*m_services.connection);
        if (auto known = batches.byId(batchId); !known)
            return known.error();
        return batches.cancel(batchId);
    });
    if (!vehicles)
        return vehicles.error();
    for (const QString &id : *vehicles)
        emit vehicleChanged(id);
    m_worker->cancelBatch(batchId);
    return {};
}

core::Result<void> Engine::setSetting(const QString &key, const QString &value)
{
    core::Settings changed = m_services.settings;
    if (auto valid = changed.set(key, value); !valid)
        return valid;
    if (auto stored = db::SettingStore(*m_services.connection).set(key, value.trimmed()); !stored)
        return stored;
    m_services.settings = changed;
    if (!m_worker->isActive())
        makeFetchPool(0); // otherwise from the next start on
    return {};
}

core::Result<void> Engine::startWorker(const WorkerOptions &options)
{
    if (auto there = ensureImages(); !there)
        return there;
    if (!m_worker->isActive()) {
        makeFetchPool(options.concurrency);
        m_images = 0;
        m_steps = 0;
        m_workingSince = m_services.now();
    }
    if (auto known = takeOverPauses(); !known)
        return known;
    m_worker->start(options);
    return {};
}

//! What an earlier or another process was told by a host holds for this one, too.
core::Result<void> Engine::takeOverPauses()
{
    const QDateTime now = m_services.now();
    const auto pauses = db::QueueStore(*m_services.connection).pauses(now);
    if (!pauses)
        return pauses.error();
    // No host asks for more than a day; a later time comes from a clock that was wrong.
    for (const auto &pause : *pauses)
        m_services.fetches->pauseHost(pause.host, qMin(pause.until, now.addDays(1)), pause.reason);
    return {};
}

void Engine::stopWorker(int graceMs)
{
    m_worker->stop(graceMs);
}

void Engine::import(const ImportRequest &request,
                    std::shared_ptr<QPromise<core::Result<ImportSummary>>> answer)
{
    const auto refuse = [&answer](const core::Error &error) {
        answer->addResult(core::Result<ImportSummary>(error));
        answer->finish();
    };
    if (m_import) {
        refuse({core::ErrorCode::Conflict, tr("An import is under way: wait for it or cancel it."), {}});
        return;
    }
    if (auto there = ensureImages(); !there) {
        refuse(there.error());
        return;
    }
    if (auto known = takeOverPauses(); !known) {
        refuse(known.error());
        return;
    }
    m_import = std::make_unique<ImportRun>(m_services, *m_worker, request);
    connect(m_import.get(), &ImportRun::line, this, &Engine::importLine);
    connect(m_import.get(), &ImportRun::vehicleChanged, this, &Engine::vehicleChanged);
    connect(m_import.get(), &ImportRun::finished, this,
            [this, answer](const core::Result<ImportSummary> &summary) {
                m_import.release()->deleteLater();
                answer->addResult(summary);
                answer->finish();
            });
    m_import->start();
}

void Engine::cancelImport()
{
    if (m_import)
        m_import->cancel();
}

WorkerProgress Engine::progress()
{
    WorkerProgress progress;
    progress.running = m_worker->runningSteps();
    progress.done = m_steps;
    progress.images = m_images;
    const qint64 ms = m_workingSince.isValid() ? m_workingSince.msecsTo(m_services.now()) : 0;
    progress.imagesPerSecond = ms > 0 ? 1000.0 * static_cast<double>(m_images) / static_cast<double>(ms) : 0;
    progress.current = m_current;
    return progress;
}

} // namespace pipeline
