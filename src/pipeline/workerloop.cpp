// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/workerloop.h"

#include "db/vehiclestore.h"

#include "db/batchstore.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace pipeline {

namespace {

Q_LOGGING_CATEGORY(lcWorker, "retrydesk.pipeline.worker", QtWarningMsg)

//! Announcements are gathered this long.
constexpr int kHeardMs = 50;
//! Steps in work at once: enough to keep the connections busy, few enough that leases stay short.
constexpr int kMostSteps = 16;
constexpr int kFewestSteps = 4;
//! … while they end so fast that the leases stay short all the same, and ends written in one transaction.
constexpr int kMostTogether = 250;
constexpr int kLookMs = 1000;
//! How often lost leases are looked for.
constexpr int kRescueMs = 250;
//! When to try again while another program holds the database.
constexpr int kBusyMs = 1000;
//! How long a cancelled step may take to answer.
constexpr int kCancelMs = 3000;

//! What a step that no worker survives ends with.
Outcome workersDied(int count)
{
    return Outcome::failed(
        core::Cause::WorkerDied,
        WorkerLoop::tr("%1 workers in a row ended while they did this: see their logs, then "
                       "retry it.")
            .arg(count));
}

core::ErrorCode environmentCode(core::Cause cause)
{
    return cause == core::Cause::Storage ? core::ErrorCode::Storage : core::ErrorCode::Database;
}

} // namespace

WorkerLoop::WorkerLoop(Services &services, HostKeeper &hosts, std::map<core::Step, StepRunner *> runners,
                       QObject *parent)
    : QObject(parent), m_services(services), m_hosts(hosts), m_presence(services),
      m_runners(std::move(runners))
{
    connect(&hosts, &HostKeeper::opened, this, &WorkerLoop::wake);
    m_write.setSingleShot(true);
    connect(&m_write, &QTimer::timeout, this, &WorkerLoop::writeEnds);
    m_poll.setSingleShot(true);
    connect(&m_poll, &QTimer::timeout, this, &WorkerLoop::claim);
    connect(&m_heartbeat, &QTimer::timeout, this, &WorkerLoop::beat);
    m_grace.setSingleShot(true);
    connect(&m_grace, &QTimer::timeout, this, &WorkerLoop::handBackRunning);
}

void WorkerLoop::start(const WorkerOptions &options)
{
    m_options = options;
    resetReport();
    m_sinceStart.start();
    m_started = true;
    m_stopping = false;
    m_cancelled = false;
    m_grace.stop();
    if (!options.batchId.isEmpty())
        addBatch(options.batchId);
    wake();
}

void WorkerLoop::addBatch(const QString &batchId)
{
    if (!isActive())
        resetReport();
    if (!m_batches.contains(batchId))
        m_batches.append(batchId);
    wake();
}

void WorkerLoop::resetReport()
{
    m_report = {};
    m_failed.clear();
    m_held.clear();
}

void WorkerLoop::removeBatch(const QString &batchId)
{
    m_batches.removeAll(batchId);
    if (!isActive())
        m_presence.leave();
}

void WorkerLoop::wake()
{
    m_isWoken = true;
    schedule(0);
}

void WorkerLoop::hear()
{
    m_isWoken = true;
    schedule(kHeardMs);
}

void WorkerLoop::schedule(int ms)
{
    if (!m_poll.isActive() || m_poll.remainingTime() > ms)
        m_poll.start(ms);
}

db::QueueScope WorkerLoop::scope() const
{
    return {m_started && m_options.batchId.isEmpty() && !m_stopping, m_batches};
}

//! So many steps are in work at once.
int WorkerLoop::places() const
{
    const int connections = m_options.concurrency > 0
                                ? m_options.concurrency
                                : static_cast<int>(m_services.settings.number("net.connections"));
    return std::clamp(connections / 2, kFewestSteps, kMostSteps);
}

//! So many may be claimed: while steps end fast, more than can be in work.
int WorkerLoop::freePlaces()
{
    return std::max(places(), std::min(m_pace.recent(), kMostTogether)) - static_cast<int>(m_running.size());
}

void WorkerLoop::claim()
{
    if (!m_started && m_batches.isEmpty())
        return;
    const QDateTime now = m_services.now();
    if (m_started && m_options.maxSeconds > 0 &&
        m_sinceStart.hasExpired(qint64(m_options.maxSeconds) * 1000) && !m_stopping) {
        stop(0);
        return;
    }
    const auto mayBegin = m_presence.beat();
    if (!mayBegin) {
        waitOrBreakDown(mayBegin.error());
        return;
    }
    if (!m_looked.isValid() || m_looked.hasExpired(kLookMs)) {
        m_looked.start();
        emit looked();
    }
    const auto pollMs = static_cast<int>(m_services.settings.number("queue.poll_ms"));
    const bool isDue =
        m_isWoken || !m_polled.isValid() || m_polled.hasExpired(pollMs) || m_hosts.hasDueProbe();
    const int places = *mayBegin && isDue ? freePlaces() : 0;
    if (!m_stopping && places > 0) {
        m_isWoken = false;
        m_polled.start();
        const auto claimed = claimJobs(places, now);
        beginTaken();
        if (!claimed) {
            waitOrBreakDown(claimed.error());
            return;
        }
    }
    considerStopping();
    if (m_started || !m_batches.isEmpty())
        schedule(qMin(pollMs, kLookMs));
}

//! Frees what dead workers left behind; what nobody survives is taken to be ended.
core::Result<void> WorkerLoop::rescue(const QDateTime &now, const QDateTime &leaseUntil)
{
    if (m_rescued.isValid() && !m_rescued.hasExpired(kRescueMs))
        return {};
    QStringList running;
    for (const auto &[id, run] : m_running)
        running.append(id);
    db::QueueStore queue(*m_services.connection);
    const db::RescueRules rules{m_services.workerName, running, leaseUntil.addMSecs(kClockToleranceMs),
                                static_cast<int>(m_services.settings.number("queue.max_rescues"))};
    if (auto rescued = queue.rescueExpired(now, rules); !rescued)
        return rescued.error();
    const auto fatal = queue.claimFatal(now, rules, leaseUntil);
    if (!fatal)
        return fatal.error();
    take(*fatal, now);
    m_rescued.start();
    return {};
}

//! Probes of open breakers first; then what is due. What was claimed before an error is taken all the same.
core::Result<void> WorkerLoop::claimJobs(int places, const QDateTime &now)
{
    const QDateTime leaseUntil = now.addMSecs(m_services.settings.number("queue.lease_ms"));
    const size_t before = m_taken.size();
    if (auto rescued = rescue(now, leaseUntil); !rescued)
        return rescued;
    if (m_hosts.hasDueProbe()) {
        if (auto claimed = claimProbes(now, leaseUntil); !claimed)
            return claimed;
    }
    const int left = places - static_cast<int>(m_taken.size() - before);
    if (left <= 0)
        return {};
    const auto due =
        db::QueueStore(*m_services.connection).claim(scope(), left, m_services.workerName, now, leaseUntil);
    if (!due)
        return due.error();
    take(*due, now);
    return {};
}

core::Result<void> WorkerLoop::claimProbes(const QDateTime &now, const QDateTime &leaseUntil)
{
    const auto probes = db::QueueStore(*m_services.connection)
                            .claimProbes(scope(), m_services.workerName, now, leaseUntil,
                                         leaseUntil.addMSecs(kClockToleranceMs));
    if (!probes)
        return probes.error();
    take(*probes, now);
    for (const Job &probe : *probes) {
        if (m_running.at(probe.id).job.token == probe.token)
            m_hosts.probeStarted(probe);
    }
    return m_hosts.sync();
}

void WorkerLoop::take(const std::vector<Job> &jobs, const QDateTime &now)
{
    QElapsedTimer runs;
    runs.start();
    for (const Job &job : jobs) {
        if (m_running.contains(job.id)) { // its lost run here has not answered yet
            handBack(job);
            continue;
        }
        m_running.insert_or_assign(job.id, Running{job, now, runs});
        m_taken.push_back(job);
    }
    m_report.claimed += static_cast<qint64>(jobs.size());
    if (!jobs.empty() && !m_heartbeat.isActive())
        m_heartbeat.start(static_cast<int>(m_services.settings.number("queue.heartbeat_ms")));
}

//! Those that end at once make room for the next ones.
void WorkerLoop::beginTaken()
{
    const auto isFull = [this] { return runningSteps() - static_cast<int>(m_ended.size()) >= places(); };
    if (m_taken.empty() || isFull())
        return;
    QStringList vehicles;
    for (const Job &job : m_taken)
        vehicles.append(job.vehicleId);
    const auto hidden = db::VehicleStore(*m_services.connection).hiddenAmong(vehicles);
    while (!m_taken.empty() && !isFull()) {
        const Job job = m_taken.front();
        m_taken.pop_front();
        Running &running = m_running.at(job.id);
        running.startedAt = m_services.now();
        running.runs.start();
        if (!hidden)
            end(job, Outcome::fromError(hidden.error()));
        else
            begin(job, hidden->contains(job.vehicleId));
    }
}

//! @param isHidden the vehicle was deleted or merged since it was planned.
void WorkerLoop::begin(const Job &job, bool isHidden)
{
    if (job.isFatal) {
        end(job, workersDied(static_cast<int>(m_services.settings.number("queue.max_rescues"))));
        return;
    }
    emit stepStarted(job);
    if (isHidden) {
        Outcome outcome;
        outcome.kind = Outcome::Kind::Skipped;
        outcome.message = tr("The vehicle was deleted or merged.");
        end(job, std::move(outcome));
        return;
    }
    const auto runner = m_runners.find(job.step);
    Q_ASSERT(runner != m_runners.end());
    runner->second->start(job, [this, job](Outcome outcome) { end(job, std::move(outcome)); });
}

//! Nothing when it was handed back, though the same row may run here again under another lease.
WorkerLoop::Running *WorkerLoop::runOf(const Job &job)
{
    const auto found = m_running.find(job.id);
    return found != m_running.end() && found->second.job.token == job.token ? &found->second : nullptr;
}

//! What ends while another end is written is written with the next one: alone it waits for nothing.
void WorkerLoop::end(const Job &job, Outcome outcome)
{
    Running *known = runOf(job);
    if (!known || known->outcome)
        return;
    Running &running = *known;
    if (running.timedOut && outcome.kind == Outcome::Kind::Cancelled) {
        outcome.kind = Outcome::Kind::Failed;
        outcome.cause = core::Cause::Timeout;
        outcome.message = tr("The step ran longer than queue.max_run_ms allows.");
    }
    running.outcome = std::move(outcome);
    m_ended.push_back(job);
    if (!m_write.isActive())
        m_write.start(0);
}

//! Some at a time, so that a transaction stays short.
void WorkerLoop::writeEnds()
{
    std::vector<EndedStep> steps;
    while (!m_ended.empty() && static_cast<int>(steps.size()) < kMostTogether) {
        const Job job = m_ended.front();
        m_ended.pop_front();
        const Running *running = runOf(job);
        if (!running)
            continue; // handed back meanwhile
        if (running->isLost)
            forget(job);
        else
            steps.push_back({job, *running->outcome, running->startedAt});
    }
    if (!m_ended.empty())
        m_write.start(0);
    if (!steps.empty())
        write(steps);
    beginTaken();
    goOn();
}

void WorkerLoop::write(const std::vector<EndedStep> &steps)
{
    const auto events = completeSteps(m_services, steps);
    m_pace.count(static_cast<int>(steps.size()));
    QStringList batches;
    for (size_t i = 0; i < steps.size(); ++i) {
        settle(steps[i], events[i]);
        const QString &batchId = steps[i].job.batchId;
        if (!batchId.isEmpty() && !batches.contains(batchId))
            batches.append(batchId);
    }
    if (!batches.isEmpty())
        emit batchesAdvanced(batches);
}

void WorkerLoop::settle(const EndedStep &step, const core::Result<StepEvent> &event)
{
    if (!event && event.error().code == core::ErrorCode::Busy) {
        // The step is done; only its rows have to wait until the other program lets go. The lease is kept
        // alive.
        m_ended.push_back(step.job);
        m_write.start(kBusyMs);
        return;
    }
    m_running.erase(step.job.id);
    if (step.job.isProbe)
        m_hosts.probeEnded(step.job);
    if (!event) {
        if (event.error().code == core::ErrorCode::Conflict)
            qCInfo(lcWorker).noquote() << "lost the lease of" << step.job.id;
        else
            breakDown(event.error());
        return;
    }
    count(*event);
    emit stepEnded(*event);
    const bool stops =
        event->outcome.kind == Outcome::Kind::Failed &&
        m_services.policies.of(*event->outcome.cause).retry == core::CausePolicy::Retry::StopWorker;
    if (stops)
        breakDown({environmentCode(*event->outcome.cause), event->outcome.message, {}});
}

//! After an end: the next claim, or the end of a stop.
void WorkerLoop::goOn()
{
    if (m_running.empty())
        m_heartbeat.stop();
    if (m_stopping && m_running.empty())
        finishStop();
    else if (!m_stopping)
        wake();
}

//! A run that another worker took over has answered its cancel: nothing of it is written.
void WorkerLoop::forget(const Job &job)
{
    qCInfo(lcWorker).noquote() << "lost the lease of" << job.id;
    m_running.erase(job.id);
    if (job.isProbe)
        m_hosts.probeEnded(job);
}

//! Those that have ended by now answer no cancel any more.
void WorkerLoop::cancelRunning(const std::vector<Job> &jobs)
{
    for (const Job &job : jobs) {
        const auto found = m_running.find(job.id);
        if (found != m_running.end() && !found->second.outcome)
            m_runners.at(job.step)->cancel(job);
    }
}

void WorkerLoop::count(const StepEvent &event)
{
    const QString &id = event.job.id;
    m_failed.remove(id);
    m_held.remove(id);
    switch (event.outcome.kind) {
    case Outcome::Kind::Success:
    case Outcome::Kind::KnownAbsent:
    case Outcome::Kind::Skipped:
        ++m_report.succeeded;
        break;
    case Outcome::Kind::Failed:
        m_failed.insert(id);
        break;
    case Outcome::Kind::Held:
        m_held.insert(id);
        break;
    case Outcome::Kind::Cancelled:
        ++m_report.released;
        break;
    }
    m_report.failed = m_failed.size();
    m_report.held = m_held.size();
}

//! What still waits for its turn after a while is left to whoever has room.
void WorkerLoop::handBackTaken()
{
    for (const Job &job : std::exchange(m_taken, {})) {
        m_running.erase(job.id);
        if (job.isProbe)
            m_hosts.probeEnded(job);
        handBack(job);
        ++m_report.released;
    }
}

void WorkerLoop::beat()
{
    handBackTaken();
    const QDateTime now = m_services.now();
    const qint64 longest = m_services.settings.number("queue.max_run_ms");
    std::vector<Job> jobs;
    std::vector<Job> ending;
    for (auto &[id, running] : m_running) {
        if (running.isLost)
            continue;
        jobs.push_back(running.job);
        if (!running.timedOut && running.runs.hasExpired(longest)) {
            running.timedOut = true;
            ending.push_back(running.job);
        }
    }
    const QDateTime leaseUntil = now.addMSecs(m_services.settings.number("queue.lease_ms"));
    const auto lost = db::QueueStore(*m_services.connection).heartbeat(jobs, now, leaseUntil);
    if (!lost) {
        waitOrBreakDown(lost.error());
        return;
    }
    for (const QString &id : *lost) {
        Running &running = m_running.at(id);
        running.isLost = true; // it asks nobody for anything any more
        if (!running.timedOut)
            ending.push_back(running.job);
    }
    if (auto extended = m_hosts.extendProbes(leaseUntil); !extended) {
        waitOrBreakDown(extended.error());
        return;
    }
    cancelRunning(ending);
}

void WorkerLoop::considerStopping()
{
    if (!m_started || !m_options.untilEmpty || m_stopping || !m_running.empty())
        return;
    const QDateTime horizon = m_services.now().addSecs(m_options.patienceSeconds);
    const auto work = db::QueueStore(*m_services.connection).nextWork(scope());
    if (!work)
        waitOrBreakDown(work.error());
    else if (!work->running && !(work->at.isValid() && work->at <= horizon))
        stop(0);
}

void WorkerLoop::stop(int graceMs)
{
    if (!m_started && m_batches.isEmpty() && m_running.empty()) {
        finishStop();
        return;
    }
    m_stopping = true;
    m_batches.clear();
    handBackTaken();
    if (m_running.empty())
        finishStop();
    else
        m_grace.start(graceMs);
}

void WorkerLoop::handBack(const Job &job)
{
    auto released = db::QueueStore(*m_services.connection).release(job);
    if (!released)
        qCWarning(lcWorker).noquote() << "cannot hand back" << job.id << released.error().message;
}

void WorkerLoop::handBackRunning()
{
    if (m_cancelled) { // whoever does not answer a cancel is left behind; the lease goes back all the same
        for (const auto &[id, running] : m_running) {
            if (running.job.isProbe)
                m_hosts.probeEnded(running.job);
            handBack(running.job);
        }
        m_report.released += runningSteps();
        m_running.clear();
        finishStop();
        return;
    }
    m_cancelled = true;
    m_grace.start(kCancelMs);
    // Every runner answers Cancelled; the last answer ends the stop.
    std::vector<Job> jobs;
    for (const auto &[id, running] : m_running)
        jobs.push_back(running.job);
    cancelRunning(jobs);
}

void WorkerLoop::finishStop()
{
    m_grace.stop();
    m_heartbeat.stop();
    m_stopping = false;
    m_cancelled = false;
    m_started = false;
    m_options = {};
    m_presence.leave();
    emit stopped(m_report);
}

void WorkerLoop::waitOrBreakDown(const core::Error &error)
{
    if (error.code != core::ErrorCode::Busy) {
        breakDown(error);
        return;
    }
    m_isWoken = true; // what was announced meanwhile was not heard
    schedule(kBusyMs);
}

void WorkerLoop::breakDown(const core::Error &error)
{
    qCInfo(lcWorker).noquote() << "stopping:" << error.message << error.detail; // the report tells people
    if (m_report.error)
        return;
    m_report.error = error;
    m_batches.clear();
    emit broken(error);
    stop(0);
}

void WorkerLoop::cancelBatch(const QString &batchId)
{
    std::vector<Job> waiting;
    std::erase_if(m_taken, [&](const Job &job) {
        if (job.batchId == batchId)
            waiting.push_back(job);
        return job.batchId == batchId;
    });
    Outcome cancelled;
    cancelled.kind = Outcome::Kind::Cancelled;
    for (const Job &job : waiting)
        end(job, cancelled);
    std::vector<Job> jobs;
    for (const auto &[id, running] : m_running) {
        if (running.job.batchId == batchId)
            jobs.push_back(running.job);
    }
    cancelRunning(jobs);
}

} // namespace pipeline
