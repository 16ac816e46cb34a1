// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/workspace.h"

#include "core/clock.h"
#include "core/whenfinished.h"
#include "db/auditstore.h"
#include "db/batchstore.h"
#include "db/causestore.h"
#include "db/dialect.h"
#include "db/failurequery.h"
#include "db/hoststore.h"
#include "db/migrator.h"
#include "db/queuestore.h"
#include "db/readpool.h"
#include "db/settingstore.h"
#include "db/statsquery.h"
#include "db/vehiclequery.h"
#include "db/workerstore.h"
#include "pipeline/changewatch.h"
#include "pipeline/closing.h"
#include "pipeline/enginethread.h"
#include "pipeline/imageplace.h"
#include "pipeline/planner.h"
#include "pipeline/reportwriter.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTimer>

namespace pipeline {

namespace {

//! Changes are gathered this long before they are told: at most five times a second.
constexpr int kGatherMs = 200;
constexpr int kCountMs = 2000;
constexpr int kStopGraceMs = 5000;

} // namespace

//! What waits for a database when it ends. Any thread may destroy it.
class Workspace::Parts
{
public:
    std::unique_ptr<db::ReadPool> reads;
    std::unique_ptr<db::ReadPool> looks;  // of the watch
    std::unique_ptr<EngineThread> engine; // goes first: a long read keeps no worker working
};

class Workspace::Private
{
public:
    Info info;
    std::unique_ptr<EngineThread> engine;
    std::unique_ptr<db::ReadPool> reads;
    std::unique_ptr<ChangeWatch> watch;
    QString path; // as it was opened
    QTimer gather;
    QSet<QString> changed;
    QSet<QString> batches; // started here and not done
    QElapsedTimer counted;
    qint64 due = 0;
    bool progressDue = false;
    bool working = false;

    template <typename T>
    QFuture<core::Result<T>> refused() const
    {
        QPromise<core::Result<T>> answer;
        answer.start();
        answer.addResult(core::Result<T>({core::ErrorCode::Usage,
                                          tr("This is a picture of %1, taken at %2: it can only be looked "
                                             "at. To work in the database, attach it.")
                                              .arg(info.picture->of, core::toTimeText(info.picture->at)),
                                          {}}));
        answer.finish();
        return answer.future();
    }
    template <typename T, typename Read>
    QFuture<core::Result<T>> read(Read work)
    {
        return reads->run<T>(
            [work = std::move(work)](db::Connection &connection, QPromise<core::Result<T>> &) {
                return core::Result<T>(work(connection));
            });
    }
    //! Work of the engine that goes on after the call: begins with a callback for its end.
    template <typename T, typename Begin>
    QFuture<core::Result<T>> begin(Begin begin)
    {
        if (info.picture)
            return refused<T>();
        auto answer = std::make_shared<QPromise<core::Result<T>>>();
        answer->start();
        auto future = answer->future();
        engine->post<bool>([begin = std::move(begin), answer](Engine &owner) {
            begin(owner, [answer](const core::Result<T> &result) {
                answer->addResult(result);
                answer->finish();
            });
            return true;
        });
        return future;
    }
    template <typename T, typename Work>
    QFuture<core::Result<T>> write(Work work)
    {
        if (info.picture)
            return refused<T>();
        return engine->post<T>(std::move(work));
    }
};

//! Nothing is made before the place of its images was tried: no file, and no schema.
core::Result<Workspace::Info> Workspace::create(const QString &path, const QString &images,
                                                const core::Secrets &secrets)
{
    bool isTried = !images.isEmpty() && isMissing(path);
    if (isTried) {
        if (auto usable = checkImages(path, images, secrets); !usable)
            return usable.error();
    }
    const db::Dialect &dialect = db::Dialect::of(path);
    auto connection = db::Connection::open(path, true);
    if (!connection)
        return connection.error();
    const auto version = db::schemaVersion(**connection);
    if (!version)
        return version.error();
    if (!isTried && !images.isEmpty() && *version == 0) {
        isTried = true;
        if (auto usable = checkImages(path, images, secrets); !usable)
            return usable.error();
    }
    if (auto migrated = db::migrate(**connection); !migrated)
        return migrated.error();
    auto settings = readSettings(**connection);
    if (!settings)
        return settings.error();
    const QString where = imagesSetting(*settings, path, images);
    if (auto set = settings->set(QStringLiteral("images.store"), where); !set)
        return set.error();
    if (!isTried) {
        if (auto made = makeImages(*settings, path, secrets); !made)
            return made.error();
    }
    if (auto stored = db::SettingStore(**connection).set(QStringLiteral("images.store"), where); !stored)
        return stored.error();
    return Info{dialect.label(path), imagePlace(*settings, path), db::headSchemaVersion()};
}

bool Workspace::isMissing(const QString &path)
{
    const auto there = db::Dialect::of(path).check(path, false);
    return !there && there.error().code == core::ErrorCode::NotFound;
}

core::Result<std::unique_ptr<Workspace>> Workspace::open(const QString &path, const core::Secrets &secrets)
{
    auto impl = std::make_unique<Private>();
    auto engine = EngineThread::start(path, secrets);
    if (!engine)
        return engine.error();
    impl->engine = std::move(engine).value();
    const db::Dialect &dialect = db::Dialect::of(path);
    impl->path = path;
    impl->info.path = dialect.label(path);
    impl->reads = std::make_unique<db::ReadPool>(path);
    impl->info.images = imagePlace(impl->engine->engine()->services().settings, path);
    impl->info.schemaVersion = db::headSchemaVersion();
    impl->info.picture = impl->engine->engine()->picture();
    return std::unique_ptr<Workspace>(new Workspace(std::move(impl)));
}

Workspace::Workspace(std::unique_ptr<Private> impl) : d(std::move(impl))
{
    d->gather.setParent(this); // so that it moves to another thread together with this
    d->gather.setSingleShot(true);
    d->gather.setInterval(kGatherMs);
    connect(&d->gather, &QTimer::timeout, this, &Workspace::tellChanges);
    const Engine *engine = d->engine->engine();
    const auto remember = [this](const QString &vehicleId) {
        d->changed.insert(vehicleId);
        d->progressDue = true;
        if (!d->gather.isActive())
            d->gather.start();
    };
    connect(engine, &Engine::vehicleChanged, this, remember);
    connect(engine, &Engine::importLine, this, &Workspace::importLine);
    connect(engine, &Engine::hostPaused, this, &Workspace::hostPaused);
    connect(engine, &Engine::hostChanged, this, &Workspace::hostChanged);
    connect(engine, &Engine::batchChanged, this, [this](const QString &id) {
        core::whenFinished(batch(id), this,
                           [this](const core::Result<db::BatchRow> &row) { tellBatch(row); });
    });
    connect(engine, &Engine::workerStopped, this, [this](const WorkerReport &report) {
        d->working = false;
        tellChanges();
        emit workerStopped(report);
    });
}

Workspace::~Workspace()
{
    if (d->engine)
        takeApart();
}

std::unique_ptr<Workspace::Parts> Workspace::takeApart()
{
    disconnect(d->engine->engine(), nullptr, this, nullptr);
    auto parts = std::make_unique<Parts>();
    if (d->watch)
        parts->looks = d->watch->stop();
    d->watch.reset();
    parts->reads = std::move(d->reads);
    parts->engine = std::move(d->engine);
    return parts;
}

void Workspace::closeLater(std::unique_ptr<Workspace> workspace)
{
    std::shared_ptr<Parts> parts = workspace->takeApart();
    for (const auto &reads : {parts->reads.get(), parts->looks.get()}) {
        if (reads)
            reads->hangUp();
    }
    Closing::all().run(std::move(parts));
}

void Workspace::waitForClosed()
{
    Closing::all().wait();
}

void Workspace::tellChanges()
{
    d->gather.stop();
    if (!d->changed.isEmpty()) {
        const QStringList ids(d->changed.cbegin(), d->changed.cend());
        d->changed.clear();
        emit vehiclesChanged(ids);
    }
    if (!d->progressDue)
        return;
    d->progressDue = false;
    const auto progress = d->write<WorkerProgress>([](Engine &engine) { return engine.progress(); });
    core::whenFinished(progress, this, [this](const core::Result<WorkerProgress> &now) {
        if (!now)
            return;
        WorkerProgress told = *now;
        told.due = d->due;
        emit workerProgress(told);
    });
    countDue();
    tellOwnBatches();
}

//! Another process may hold up what was started here.
void Workspace::tellOwnBatches()
{
    for (const QString &id : std::as_const(d->batches))
        core::whenFinished(batch(id), this,
                           [this](const core::Result<db::BatchRow> &row) { tellBatch(row); });
}

//! Counting what is due reads all that waits: seldom, and never on the thread that writes.
void Workspace::countDue()
{
    if (d->counted.isValid() && !d->counted.hasExpired(kCountMs))
        return;
    d->counted.start();
    const auto due = d->read<qint64>([](db::Connection &connection) {
        return db::QueueStore(connection).countDue(QDateTime::currentDateTimeUtc());
    });
    core::whenFinished(due, this, [this](const core::Result<qint64> &count) {
        if (count)
            d->due = *count;
    });
}

void Workspace::tellBatch(const core::Result<db::BatchRow> &row)
{
    if (!row)
        return;
    if (row->hasEnded())
        d->batches.remove(row->id);
    emit batchChanged(*row);
}

const Workspace::Info &Workspace::info() const
{
    return d->info;
}

void Workspace::watchChanges(int everyMs)
{
    d->watch = std::make_unique<ChangeWatch>(d->path, everyMs);
    connect(d->watch.get(), &ChangeWatch::changed, this, &Workspace::changed);
    connect(d->watch.get(), &ChangeWatch::changed, this, &Workspace::tellOwnBatches);
}

QFuture<core::Result<db::FailurePage>> Workspace::failures(const db::FailurePageRequest &request)
{
    return d->read<db::FailurePage>(
        [request](db::Connection &c) { return db::FailureQuery(c).page(request); });
}

QFuture<core::Result<std::vector<db::FailureRow>>> Workspace::failuresById(const QStringList &vehicleIds)
{
    return d->read<std::vector<db::FailureRow>>(
        [vehicleIds](db::Connection &c) { return db::FailureQuery(c).byIds(vehicleIds); });
}

QFuture<core::Result<db::FailureCounts>> Workspace::counts(const core::Filter &filter)
{
    return d->read<db::FailureCounts>(
        [filter](db::Connection &c) { return db::FailureQuery(c).counts(filter); });
}

QFuture<core::Result<db::VehicleDetail>> Workspace::vehicle(const QString &vehicleId)
{
    return d->read<db::VehicleDetail>(
        [vehicleId](db::Connection &c) { return db::vehicleDetail(c, vehicleId); });
}

QFuture<core::Result<std::vector<db::CauseRow>>> Workspace::causes(const core::Filter &filter)
{
    return d->read<std::vector<db::CauseRow>>([filter](db::Connection &c) {
        return db::FailureQuery(c).causes(filter, QDateTime::currentDateTimeUtc());
    });
}

QFuture<core::Result<db::Stats>> Workspace::stats(int days)
{
    return d->read<db::Stats>(
        [days](db::Connection &c) { return db::stats(c, days, QDateTime::currentDateTimeUtc()); });
}

QFuture<core::Result<db::QueueStatus>> Workspace::queueStatus()
{
    return d->read<db::QueueStatus>(
        [](db::Connection &c) { return db::queueStatus(c, QDateTime::currentDateTimeUtc()); });
}

QFuture<core::Result<std::vector<db::QueueRow>>> Workspace::queueRows(int limit)
{
    return d->read<std::vector<db::QueueRow>>(
        [limit](db::Connection &c) { return db::QueueStore(c).list(limit); });
}

QFuture<core::Result<std::vector<db::WorkerRow>>> Workspace::workers()
{
    return d->read<std::vector<db::WorkerRow>>([](db::Connection &c) { return db::WorkerStore(c).list(); });
}

QFuture<core::Result<Plan>> Workspace::plan(const PlanRequest &request)
{
    return d->read<Plan>([request](db::Connection &c) -> core::Result<Plan> {
        const auto settings = readSettings(c);
        if (!settings)
            return settings.error();
        return makePlan(c, *settings, request, QDateTime::currentDateTimeUtc());
    });
}

QFuture<core::Result<Plan>> Workspace::planParseFailures()
{
    return d->read<Plan>(
        [](db::Connection &c) { return pipeline::planParseFailures(c, QDateTime::currentDateTimeUtc()); });
}

QFuture<core::Result<QString>> Workspace::startBatch(const Plan &plan, const BatchOptions &options)
{
    auto started = d->begin<QString>(
        [plan, options](Engine &engine, const auto &done) { engine.batches().start(plan, options, done); });
    core::whenFinished(started, this, [this](const core::Result<QString> &id) {
        if (id)
            d->batches.insert(*id);
    });
    return started;
}

QFuture<core::Result<void>> Workspace::cancelBatch(const QString &batchId)
{
    return d->begin<void>([batchId](Engine &engine, const auto &done) { engine.cancelBatch(batchId, done); });
}

QFuture<core::Result<void>> Workspace::pauseBatch(const QString &batchId)
{
    return d->begin<void>(
        [batchId](Engine &engine, const auto &done) { engine.batches().pause(batchId, done); });
}

QFuture<core::Result<void>> Workspace::resumeBatch(const QString &batchId)
{
    return d->begin<void>(
        [batchId](Engine &engine, const auto &done) { engine.batches().resume(batchId, done); });
}

QFuture<core::Result<db::BatchRow>> Workspace::batch(const QString &batchId)
{
    return d->read<db::BatchRow>([batchId](db::Connection &c) {
        return db::BatchStore(c).withHeld(batchId, QDateTime::currentDateTimeUtc());
    });
}

QFuture<core::Result<std::vector<db::BatchRow>>> Workspace::batches(int limit)
{
    return d->read<std::vector<db::BatchRow>>([limit](db::Connection &c) {
        return db::BatchStore(c).list(limit, QDateTime::currentDateTimeUtc());
    });
}

QFuture<core::Result<std::vector<db::BatchItemRow>>>
Workspace::batchItems(const QString &batchId, std::optional<db::BatchItemRow::State> state, int limit)
{
    return d->read<std::vector<db::BatchItemRow>>([batchId, state, limit](db::Connection &c) {
        return db::BatchStore(c).items(batchId, state, limit);
    });
}

QFuture<core::Result<QString>> Workspace::requeueParseFailures()
{
    return d->write<QString>([](Engine &engine) { return engine.batches().requeueParseFailures(); });
}

QFuture<core::Result<std::vector<db::HostRow>>> Workspace::hosts()
{
    return d->read<std::vector<db::HostRow>>([](db::Connection &c) -> core::Result<std::vector<db::HostRow>> {
        const auto settings = readSettings(c);
        if (!settings)
            return settings.error();
        const QDateTime now = QDateTime::currentDateTimeUtc();
        return db::HostStore(c).list(firstSpan(now, settings->breakerSettings().window), now);
    });
}

QFuture<core::Result<void>> Workspace::tripHost(const QString &host, std::optional<core::Step> step,
                                                const QDateTime &until)
{
    return d->write<void>([host, step, until](Engine &engine) { return engine.tripHost(host, step, until); });
}

QFuture<core::Result<void>> Workspace::resetHost(const QString &host, std::optional<core::Step> step)
{
    return d->write<void>([host, step](Engine &engine) { return engine.resetHost(host, step); });
}

QFuture<core::Result<void>> Workspace::probeHost(const QString &host, std::optional<core::Step> step)
{
    return d->write<void>([host, step](Engine &engine) { return engine.probeHost(host, step); });
}

QFuture<core::Result<void>> Workspace::setHostLimits(const QString &host, std::optional<int> perHost,
                                                     std::optional<double> rate)
{
    return d->write<void>(
        [host, perHost, rate](Engine &engine) { return engine.setHostLimits(host, perHost, rate); });
}

QFuture<core::Result<core::PolicyTable>> Workspace::policies()
{
    return d->read<core::PolicyTable>([](db::Connection &c) { return db::CauseStore(c).policies(); });
}

QFuture<core::Result<void>> Workspace::setPolicies(const core::PolicyTable &policies)
{
    return d->write<void>([policies](Engine &engine) { return engine.setPolicies(policies); });
}

QFuture<core::Result<int>> Workspace::ruleCause(const db::CauseRule &rule)
{
    return d->write<int>([rule](Engine &engine) { return engine.ruleCause(rule); });
}

QFuture<core::Result<int>> Workspace::unruleCause(const QString &fingerprint)
{
    return d->write<int>([fingerprint](Engine &engine) { return engine.unruleCause(fingerprint); });
}

QFuture<core::Result<std::vector<db::AuditRow>>> Workspace::audit(int limit)
{
    return d->read<std::vector<db::AuditRow>>(
        [limit](db::Connection &c) { return db::AuditStore(c).list(limit); });
}

QFuture<core::Result<ImportSummary>> Workspace::import(const ImportRequest &request)
{
    return d->begin<ImportSummary>(
        [request](Engine &engine, const auto &done) { engine.import(request, done); });
}

void Workspace::cancelImport()
{
    d->write<bool>([](Engine &engine) {
        engine.cancelImport();
        return true;
    });
}

QFuture<core::Result<ExportSummary>> Workspace::exportFailures(const ExportRequest &request)
{
    return d->reads->run<ExportSummary>(
        [request](db::Connection &c, QPromise<core::Result<ExportSummary>> &promise) {
            return writeReport(c, request, QDateTime::currentDateTimeUtc(),
                               [&promise] { return promise.isCanceled(); });
        });
}

QFuture<core::Result<QString>> Workspace::setting(const QString &key)
{
    return d->read<QString>([key](db::Connection &c) -> core::Result<QString> {
        const auto settings = readSettings(c);
        if (!settings)
            return settings.error();
        if (!core::findSetting(key)) {
            return core::Error{core::ErrorCode::Usage,
                               tr("There is no setting %1: \"config list\" shows those there are.").arg(key),
                               {}};
        }
        return settings->text(key.toLatin1().constData());
    });
}

QFuture<core::Result<void>> Workspace::setSetting(const QString &key, const QString &value)
{
    return d->write<void>([key, value](Engine &engine) { return engine.setSetting(key, value); });
}

void Workspace::startWorker(const WorkerOptions &options)
{
    d->working = true;
    const auto started = d->write<void>([options](Engine &engine) { return engine.startWorker(options); });
    core::whenFinished(started, this, [this](const core::Result<void> &result) {
        if (result)
            return;
        d->working = false;
        WorkerReport report;
        report.error = result.error();
        emit workerStopped(report);
    });
}

void Workspace::stopWorker()
{
    d->write<bool>([](Engine &engine) {
        engine.stopWorker(kStopGraceMs);
        return true;
    });
}

bool Workspace::isWorking() const
{
    return d->working;
}

} // namespace pipeline
