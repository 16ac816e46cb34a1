// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/completion.h"
#include "pipeline/hostkeeper.h"
#include "pipeline/pace.h"
#include "pipeline/presence.h"
#include "pipeline/services.h"
#include "pipeline/steprunner.h"
#include "pipeline/worker.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <deque>
#include <map>
#include <memory>

namespace pipeline {

//! Claims due steps by lease, hands them to their runners, keeps the leases alive and ends the steps. It does
//! not know what a step does. Lives in the engine's thread.
//!
//! It serves everything that is due, or only the batches it was given; several batches can be served at once.
class WorkerLoop : public QObject
{
    Q_OBJECT

public:
    WorkerLoop(Services &services, HostKeeper &hosts, std::map<core::Step, StepRunner *> runners,
               QObject *parent = nullptr);

    //! Serves everything from now on, or until the options say so.
    void start(const WorkerOptions &options);
    //! Serves this batch too, whether or not the worker was started.
    void addBatch(const QString &batchId);
    void removeBatch(const QString &batchId);
    //! Stops claiming, lets steps end within the grace, hands the rest back; stopped() follows.
    void stop(int graceMs);
    //! Ends the batch's steps that run here; the batch is marked as cancelled before.
    void cancelBatch(const QString &batchId);

    bool isActive() const { return m_started || !m_batches.isEmpty() || !m_running.empty(); }
    int runningSteps() const { return static_cast<int>(m_running.size() - m_taken.size()); }
    const WorkerReport &report() const { return m_report; }

    //! Looks for due work now instead of at the next poll.
    void wake();
    //! Another process announced work: looks for it in a moment, once for all that is announced until then.
    void hear();

signals:
    //! Once a second while it serves anything.
    void looked();
    void stepStarted(const pipeline::Job &job);
    void stepEnded(const pipeline::StepEvent &event);
    //! Steps of these batches have ended, in one transaction; follows their stepEnded().
    void batchesAdvanced(const QStringList &batchIds);
    //! The terminal signal of start(): the worker serves nothing any more, except batches added since.
    void stopped(const pipeline::WorkerReport &report);
    //! The environment failed (disk, database): all batches were dropped, the queue is kept.
    void broken(const core::Error &error);

private:
    struct Running
    {
        Job job;
        QDateTime startedAt;
        QElapsedTimer runs; // steady: a sleep or a changed clock is no run time
        bool timedOut = false;
        bool isLost = false;                 //!< another worker has the lease: its end is not written
        std::optional<Outcome> outcome = {}; //!< it has ended, and that is about to be written
    };

    void claim();
    core::Result<void> claimJobs(int places, const QDateTime &now);
    core::Result<void> rescue(const QDateTime &now, const QDateTime &leaseUntil);
    core::Result<void> claimProbes(const QDateTime &now, const QDateTime &leaseUntil);
    void take(const std::vector<Job> &jobs, const QDateTime &now);
    void beginTaken();
    void begin(const Job &job, bool isHidden);
    Running *runOf(const Job &job);
    void end(const Job &job, Outcome outcome);
    void writeEnds();
    void write(const std::vector<EndedStep> &steps);
    void settle(const EndedStep &step, const core::Result<StepEvent> &event);
    void forget(const Job &job);
    void cancelRunning(const std::vector<Job> &jobs);
    void goOn();
    void count(const StepEvent &event);
    void resetReport();
    void beat();
    void handBack(const Job &job);
    void handBackTaken();
    void handBackRunning();
    void considerStopping();
    void finishStop();
    void breakDown(const core::Error &error);
    void waitOrBreakDown(const core::Error &error);
    void schedule(int ms);
    db::QueueScope scope() const;
    int places() const;
    int freePlaces();

    Services &m_services;
    HostKeeper &m_hosts;
    Presence m_presence;
    std::map<core::Step, StepRunner *> m_runners;
    std::map<QString, Running> m_running; // by queue row
    std::deque<Job> m_taken;              // those of them that wait for their turn here
    std::deque<Job> m_ended;              // … that have ended and are not written yet
    Pace m_pace;
    QStringList m_batches;
    WorkerOptions m_options;
    WorkerReport m_report;
    QSet<QString> m_failed; // queue rows whose last run here failed
    QSet<QString> m_held;   // … was held
    QElapsedTimer m_sinceStart;
    QElapsedTimer m_looked;
    QElapsedTimer m_polled;
    bool m_isWoken = false; // there may be work before the next poll
    QElapsedTimer m_rescued;
    bool m_started = false;
    bool m_stopping = false;
    bool m_cancelled = false; // the grace is over
    QTimer m_poll;
    QTimer m_write;
    QTimer m_heartbeat;
    QTimer m_grace;
};

} // namespace pipeline
