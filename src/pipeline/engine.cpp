// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/engine.h"

#include "db/attachment.h"
#include "db/causestore.h"
#include "db/dialect.h"
#include "db/migrator.h"
#include "db/settingstore.h"
#include "db/timestore.h"
#include "pipeline/audit.h"
#include "pipeline/imageplace.h"

#include <QCoreApplication>
#include <QDir>
#include <QLoggingCategory>
#include <QSysInfo>

namespace pipeline {

namespace {

Q_LOGGING_CATEGORY(lcEngine, "retrydesk.pipeline.engine", QtWarningMsg)

//! How often to ask the database whether it is there while nobody needs it.
constexpr int kIdleMs = 5000;

//! The longest wait for which anything is put off by itself, in milliseconds.
qint64 longestWait(const core::PolicyTable &policies, const core::Settings &settings)
{
    std::chrono::milliseconds longest = core::kLongestRetryAfter;
    for (int i = 0; i < static_cast<int>(core::Cause::Count); ++i) {
        const core::Backoff backoff =
            core::backoffFor(policies.of(static_cast<core::Cause>(i)), settings.backoff());
        longest = std::max(longest, backoff.cap);
    }
    return 2 * longest.count(); // jitter adds at most as much again
}

QString newWorkerName()
{
    return QStringLiteral("%1:%2:%3")
        .arg(QSysInfo::machineHostName())
        .arg(QCoreApplication::applicationPid())
        .arg(core::newId().left(8));
}

} // namespace

core::Result<core::Settings> readSettings(db::Connection &connection)
{
    auto values = db::SettingStore(connection).all();
    if (!values)
        return values.error();
    return core::Settings(std::move(values).value());
}

Engine::Engine(std::unique_ptr<db::Connection> connection, const core::Secrets &secrets)
{
    m_services.secrets = secrets;
    m_services.connection = std::move(connection);
    m_services.workerName = newWorkerName();
    m_services.actor = currentActor();
}

Engine::~Engine()
{
    // Requests end first: their callbacks belong to steps that are about to go.
    m_services.fetches.reset();
}

core::Result<std::unique_ptr<Engine>> Engine::open(const QString &path, const core::Secrets &secrets,
                                                   std::shared_ptr<db::HangUp> hangUp)
{
    auto connection = db::Connection::open(path, false, std::move(hangUp));
    if (!connection)
        return connection.error();
    const auto version = db::schemaVersion(**connection);
    if (!version)
        return version.error();
    if (*version == 0) {
        return core::Error{
            core::ErrorCode::Empty,
            tr("%1 is empty, not a workspace. Create it with: retrydeskctl --workspace %1 init")
                .arg((*connection)->label()),
            {}};
    }
    if (auto migrated = db::migrate(**connection); !migrated)
        return migrated.error();
    const auto settings = readSettings(**connection);
    if (!settings)
        return settings.error();
    std::unique_ptr<Engine> engine(new Engine(std::move(connection).value(), secrets));
    if (auto prepared = engine->prepare(*settings); !prepared)
        return prepared.error();
    return engine;
}

core::Result<void> Engine::prepare(const core::Settings &settings)
{
    m_services.settings = settings;
    auto policies = db::CauseStore(*m_services.connection).policies();
    if (!policies)
        return policies.error();
    m_services.policies = std::move(policies).value();
    auto picture = db::pictureInfo(*m_services.connection);
    if (!picture)
        return picture.error();
    m_picture = std::move(picture).value();
    m_hosts = std::make_unique<HostKeeper>(m_services);
    m_batches = std::make_unique<BatchKeeper>(m_services);
    m_reader = std::make_unique<PageReader>();
    m_writer = std::make_unique<ImageWriter>(m_services);
    m_fetchListing = std::make_unique<FetchListing>(m_services, *m_reader);
    m_extractData = std::make_unique<ExtractData>(m_services, *m_reader);
    m_extractImages = std::make_unique<ExtractImages>(m_services, *m_reader);
    m_extractVin = std::make_unique<ExtractVin>(m_services, *m_reader);
    m_backfillImages = std::make_unique<BackfillImages>(m_services, *m_writer);
    m_worker = std::make_unique<WorkerLoop>(
        m_services, *m_hosts,
        std::map<core::Step, StepRunner *>{{core::Step::FetchListing, m_fetchListing.get()},
                                           {core::Step::ExtractData, m_extractData.get()},
                                           {core::Step::ExtractImages, m_extractImages.get()},
                                           {core::Step::ExtractVin, m_extractVin.get()},
                                           {core::Step::BackfillImages, m_backfillImages.get()}});
    connectWorker();
    makeFetchPool(0);
    m_idle.setInterval(kIdleMs);
    connect(&m_idle, &QTimer::timeout, this, &Engine::askWhileIdle);
    m_idle.start();
    return m_services.connection->listen(this, [this](const QString &what) { hear(what); });
}

//! A session that was lost is replaced when something is asked; until then nothing is heard.
void Engine::askWhileIdle()
{
    if (m_worker->isActive()) // it asks often enough
        return;
    if (const auto settings = readSettings(*m_services.connection); !settings)
        qCInfo(lcEngine).noquote() << settings.error().message; // whoever needs the database says so
}

//! Another process announced a change. Whoever does not work reads it when work starts.
void Engine::hear(const QString &what)
{
    if (!m_worker->isActive())
        return;
    if (what == QLatin1String("options")) {
        if (auto read = readOptions(); !read)
            qCInfo(lcEngine).noquote() << read.error().message; // the next look reads them
    }
    m_worker->hear();
}

void Engine::makeFetchPool(int concurrency)
{
    m_services.fetches =
        std::make_unique<net::FetchPool>(fetchSettings(m_services.settings, concurrency), m_services.clock);
    m_hosts->attach(*m_services.fetches);
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
    connect(m_worker.get(), &WorkerLoop::batchesAdvanced, this, [this](const QStringList &ids) {
        for (const QString &id : ids)
            m_batches->consider(id);
    });
    connect(m_hosts.get(), &HostKeeper::changed, this, &Engine::hostChanged);
    connect(m_hosts.get(), &HostKeeper::hostPaused, this, &Engine::hostPaused);
    connect(m_batches.get(), &BatchKeeper::queued, m_worker.get(), &WorkerLoop::wake);
    connect(m_batches.get(), &BatchKeeper::vehicleChanged, this, &Engine::vehicleChanged);
    connect(m_batches.get(), &BatchKeeper::batchChanged, this, &Engine::batchChanged);
    connect(m_worker.get(), &WorkerLoop::stopped, this, &Engine::workerStopped);
    m_filler = std::make_unique<StateFiller>(*m_services.connection);
    connect(m_worker.get(), &WorkerLoop::stopped, m_filler.get(), &StateFiller::stop);
    // Other processes hear from hosts, too.
    connect(m_worker.get(), &WorkerLoop::looked, this, [this] {
        if (auto known = look(); !known)
            qWarning("%s", qPrintable(known.error().message));
    });
}

//! The store is opened when work starts, so that a vanished folder does not keep anybody from looking. A
//! bucket is not asked here: this thread waits for no network.
core::Result<void> Engine::ensureImages()
{
    const media::StoreOptions options =
        storeOptions(m_services.settings, m_services.connection->path(), m_services.secrets);
    const QString key = QStringList{options.where,
                                    options.s3Endpoint,
                                    options.s3Region,
                                    options.publicBase,
                                    options.supabaseUrl,
                                    QString::number(options.limits.maxBytes),
                                    QString::number(options.limits.maxPixels)}
                            .join(u' ');
    const bool keepsKeys = !media::isRemotePlace(options.where); // others may have been renewed
    if (m_services.images && ((m_imagesKey == key && keepsKeys) || m_worker->isActive()))
        return m_services.images->check();
    auto store = media::openImageStore(options);
    if (!store)
        return store.error();
    if (auto there = (*store)->check(); !there)
        return there;
    m_services.images = std::move(store).value();
    m_imagesKey = key;
    return {};
}

void Engine::cancelBatch(const QString &batchId, BatchKeeper::Done done)
{
    m_batches->cancel(batchId, [this, batchId, done = std::move(done)](const core::Result<void> &cancelled) {
        if (cancelled)
            m_worker->cancelBatch(batchId);
        done(cancelled);
    });
}

//! A change of a host and its line of the audit, both or none.
core::Result<void> Engine::changeHost(const char *action, const QString &host, const QString &result,
                                      const std::function<core::Result<void>()> &change)
{
    return db::inTransaction(*m_services.connection, [&]() -> core::Result<void> {
        if (auto done = change(); !done)
            return done;
        db::AuditRow entry;
        entry.action = QLatin1String(action);
        entry.filter = QStringLiteral("host:") + host;
        entry.items = 1;
        entry.result = result;
        return audit(m_services, entry);
    });
}

core::Result<void> Engine::tripHost(const QString &host, std::optional<core::Step> step,
                                    const QDateTime &until)
{
    return changeHost("host.trip", host,
                      until.isValid() ? QStringLiteral("until ") + core::toTimeText(until) : QString(),
                      [&] { return m_hosts->trip(host, step, until); });
}

core::Result<void> Engine::resetHost(const QString &host, std::optional<core::Step> step)
{
    return changeHost("host.reset", host, {}, [&] { return m_hosts->reset(host, step); });
}

core::Result<void> Engine::probeHost(const QString &host, std::optional<core::Step> step)
{
    return changeHost("host.probe", host, {}, [&] { return m_hosts->probe(host, step); });
}

core::Result<void> Engine::setHostLimits(const QString &host, std::optional<int> perHost,
                                         std::optional<double> rate)
{
    const QString result = QStringLiteral("per_host %1, rate %2")
                               .arg(perHost ? QString::number(*perHost) : QStringLiteral("default"),
                                    rate ? QString::number(*rate) : QStringLiteral("default"));
    return changeHost("host.set", host, result, [&] { return m_hosts->setLimits(host, perHost, rate); });
}

core::Result<void> Engine::setPolicies(const core::PolicyTable &policies)
{
    auto stored = db::inTransaction(*m_services.connection, [&]() -> core::Result<void> {
        db::CauseStore store(*m_services.connection);
        const auto before = store.policies(); // another process may have changed them
        if (!before)
            return before.error();
        if (auto written = store.setPolicies(policies); !written)
            return written;
        const QStringList changes = policies.changesFrom(*before);
        db::AuditRow entry;
        entry.action = QStringLiteral("policies.set");
        entry.items = changes.size();
        entry.result = changes.join(QStringLiteral("; "));
        return audit(m_services, entry);
    });
    if (stored)
        m_services.policies = policies;
    return stored;
}

core::Result<int> Engine::ruleCause(db::CauseRule rule)
{
    rule.actor = m_services.actor;
    rule.createdAt = m_services.now();
    const auto ruled =
        db::inTransaction(*m_services.connection, [&]() -> core::Result<db::CauseStore::Ruled> {
            auto done = db::CauseStore(*m_services.connection).rule(rule);
            if (!done)
                return done;
            const bool ignores = rule.action == db::CauseRule::Action::Ignore;
            db::AuditRow entry;
            entry.action = ignores ? QStringLiteral("cause.ignore") : QStringLiteral("cause.final");
            entry.filter = QStringLiteral("fingerprint:") + rule.fingerprint;
            entry.items = done->steps;
            entry.result = rule.reason;
            auto audited = audit(m_services, entry);
            return audited ? done : audited.error();
        });
    if (!ruled)
        return ruled.error();
    for (const QString &vehicle : ruled->vehicles)
        emit vehicleChanged(vehicle);
    return ruled->steps;
}

core::Result<int> Engine::unruleCause(const QString &fingerprint, const QDateTime &expiredAt)
{
    const auto ruled =
        db::inTransaction(*m_services.connection, [&]() -> core::Result<db::CauseStore::Ruled> {
            auto done = db::CauseStore(*m_services.connection).unrule(fingerprint, expiredAt);
            if (!done)
                return done;
            db::AuditRow entry;
            entry.action = QStringLiteral("cause.unrule");
            entry.filter = QStringLiteral("fingerprint:") + fingerprint;
            entry.items = done->steps;
            auto audited = audit(m_services, entry);
            return audited ? done : audited.error();
        });
    if (!ruled)
        return ruled.error();
    for (const QString &vehicle : ruled->vehicles)
        emit vehicleChanged(vehicle);
    m_worker->wake();
    return ruled->steps;
}

//! Rules that have run out hold no longer.
core::Result<void> Engine::endRules()
{
    const QDateTime now = m_services.now();
    const auto expired = db::CauseStore(*m_services.connection).expired(now);
    if (!expired)
        return expired.error();
    for (const QString &fingerprint : *expired) {
        const auto ended = unruleCause(fingerprint, now);
        // Another worker was faster, or somebody extended it.
        if (!ended && ended.error().code != core::ErrorCode::NotFound)
            return ended.error();
    }
    return {};
}

//! What other processes and the time did.
core::Result<void> Engine::look()
{
    if (auto read = readOptions(); !read)
        return read;
    if (auto mended = mendTimes(); !mended)
        return mended;
    if (auto known = m_hosts->sync(); !known)
        return known;
    if (auto ended = endRules(); !ended)
        return ended;
    return m_batches->considerAll();
}

//! Settings and policies, which another process may have changed.
core::Result<void> Engine::readOptions()
{
    const auto settings = readSettings(*m_services.connection);
    if (!settings)
        return settings.error();
    auto policies = db::CauseStore(*m_services.connection).policies();
    if (!policies)
        return policies.error();
    m_services.policies = std::move(policies).value();
    if (*settings != m_services.settings)
        apply(*settings);
    return {};
}

//! Limits hold at once; what else the fetch pool was made with, from the next start on.
void Engine::apply(const core::Settings &settings)
{
    m_services.settings = settings;
    if (m_worker->isActive())
        m_services.fetches->setLimits(static_cast<int>(settings.number("net.per_host")),
                                      settings.real("net.rate_per_host"));
    else
        makeFetchPool(0);
}

//! A clock that was wrong, here or on another machine, may have left times that nobody lives to see.
core::Result<void> Engine::mendTimes()
{
    constexpr qint64 kOften = 60'000;
    if (m_mended.isValid() && !m_mended.hasExpired(kOften))
        return {};
    const QDateTime now = m_services.now();
    auto mended = db::inTransaction(*m_services.connection, [&] {
        return db::TimeStore(*m_services.connection)
            .mend(now,
                  {now.addMSecs(kClockToleranceMs),
                   now.addMSecs(longestWait(m_services.policies, m_services.settings) + kClockToleranceMs)});
    });
    if (!mended)
        return mended.error();
    m_mended.start();
    if (*mended > 0)
        qCInfo(lcEngine) << "times of a clock that was wrong:" << *mended;
    return {};
}

core::Result<void> Engine::setSetting(const QString &key, const QString &value)
{
    if (auto read = readOptions(); !read)
        return read;
    core::Settings changed = m_services.settings;
    if (auto valid = changed.set(key, value); !valid)
        return valid;
    const QString before = m_services.settings.text(key.toLatin1().constData());
    const auto vehicles = db::inTransaction(*m_services.connection, [&]() -> core::Result<QStringList> {
        if (auto stored = db::SettingStore(*m_services.connection).set(key, value.trimmed()); !stored)
            return stored.error();
        db::AuditRow entry;
        entry.action = QStringLiteral("config.set");
        entry.filter = key;
        entry.items = 1;
        entry.result = QStringLiteral("%1 → %2").arg(before, value.trimmed());
        if (auto audited = audit(m_services, entry); !audited)
            return audited.error();
        return key == QLatin1String("sweep.enabled")
                   ? db::QueueStore(*m_services.connection).setSweep(changed.flag("sweep.enabled"))
                   : core::Result<QStringList>(QStringList());
    });
    if (!vehicles)
        return vehicles.error();
    for (const QString &vehicle : *vehicles)
        emit vehicleChanged(vehicle);
    apply(changed);
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
    if (auto known = look(); !known)
        return known;
    if (options.batchId.isEmpty() && m_services.settings.flag("sweep.enabled")) {
        if (auto improved = m_batches->requeueParseFailures(); !improved)
            return improved.error();
    }
    m_worker->start(options);
    m_filler->start();
    return {};
}

void Engine::stopWorker(int graceMs)
{
    m_worker->stop(graceMs);
}

//! Until the vehicles that were there before us are known by their URLs, a listing could become a second
//! vehicle.
core::Result<void> Engine::checkCounted()
{
    const auto behind = db::fillProgress(*m_services.connection);
    if (!behind)
        return behind.error();
    if (!*behind)
        return {};
    return core::Error{
        core::ErrorCode::Busy,
        tr("The vehicles of this database are still being counted (%1 of about %2): import when "
           "that is done, so that none is made twice. A worker goes on counting.")
            .arg((*behind)->filled)
            .arg((*behind)->vehicles),
        {}};
}

void Engine::import(const ImportRequest &request, Imported done)
{
    if (m_import) {
        done(core::Error{
            core::ErrorCode::Conflict, tr("An import is under way: wait for it or cancel it."), {}});
        return;
    }
    if (auto there = ensureImages(); !there) {
        done(there.error());
        return;
    }
    if (auto known = look(); !known) {
        done(known.error());
        return;
    }
    if (auto counted = checkCounted(); !counted) {
        done(counted.error());
        return;
    }
    m_import = std::make_unique<ImportRun>(m_services, *m_worker, request);
    connect(m_import.get(), &ImportRun::line, this, &Engine::importLine);
    connect(m_import.get(), &ImportRun::vehicleChanged, this, &Engine::vehicleChanged);
    connect(m_import.get(), &ImportRun::finished, this,
            [this, done = std::move(done)](const core::Result<ImportSummary> &summary) {
                const QString batchId = m_import->batchId();
                m_import.release()->deleteLater();
                if (!batchId.isEmpty())
                    m_batches->consider(batchId);
                done(summary);
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
