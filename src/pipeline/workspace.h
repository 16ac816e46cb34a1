// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/policytable.h"
#include "core/result.h"
#include "core/secrets.h"
#include "db/picture.h"
#include "db/rows.h"
#include "pipeline/export.h"
#include "pipeline/importer.h"
#include "pipeline/plan.h"
#include "pipeline/worker.h"

#include <QFuture>
#include <QObject>

#include <memory>

namespace pipeline {

//! What both programs open: a database, a place for images and settings, with the worker that serves its
//! queue.
//!
//! Lives in the thread that opened it, or in the one it was moved to before its first call (the GUI thread in
//! the window). Nothing here blocks: every call is
//! answered by a future that finishes on another thread. One writer thread owns the only connection that
//! writes, reads run on a small pool. Signals are emitted in the workspace's own thread.
class Workspace : public QObject
{
    Q_OBJECT

public:
    struct Info
    {
        QString path;   //!< absolute, or an address without a password
        QString images; //!< where image bytes are kept
        int schemaVersion = 0;
        std::optional<db::PictureInfo> picture = {}; //!< set: it can only be looked at
    };

    //! Creates the database and the image folder, or tries the bucket. An existing workspace is kept and
    //! completed.
    //! Blocks for the time of opening an SQLite file or of connecting to a server; call it before the window
    //! is shown or on another thread.
    static core::Result<Info> create(const QString &path, const QString &images,
                                     const core::Secrets &secrets = core::Secrets());
    //! Whether a workspace is a file and that file is not there.
    static bool isMissing(const QString &path);
    //! Opens an existing workspace. Blocks as create() does.
    static core::Result<std::unique_ptr<Workspace>> open(const QString &path,
                                                         const core::Secrets &secrets = core::Secrets());
    ~Workspace() override; //!< stops the worker, hands its work back, joins all threads
    //! The same without waiting for it, in the workspace's thread; the program's end waits.
    static void closeLater(std::unique_ptr<Workspace> workspace);
    //! Until all that are being closed are.
    static void waitForClosed();

    const Info &info() const;
    //! From now on changed() is told. Takes one more connection.
    //! @param everyMs how often to look
    void watchChanges(int everyMs = 1000);

    QFuture<core::Result<db::FailurePage>> failures(const db::FailurePageRequest &request);
    //! The rows of these vehicles as they are now; those that became complete have no failure types.
    QFuture<core::Result<std::vector<db::FailureRow>>> failuresById(const QStringList &vehicleIds);
    QFuture<core::Result<db::FailureCounts>> counts(const core::Filter &filter);
    QFuture<core::Result<db::VehicleDetail>> vehicle(const QString &vehicleId);
    QFuture<core::Result<std::vector<db::CauseRow>>> causes(const core::Filter &filter);
    QFuture<core::Result<db::Stats>> stats(int days);
    QFuture<core::Result<db::QueueStatus>> queueStatus();
    QFuture<core::Result<std::vector<db::QueueRow>>> queueRows(int limit);

    //! Who works the queue off, on every machine, or died doing so within the last hour.
    QFuture<core::Result<std::vector<db::WorkerRow>>> workers();

    QFuture<core::Result<Plan>> plan(const PlanRequest &request);
    //! What requeueParseFailures() would do now.
    QFuture<core::Result<Plan>> planParseFailures();
    //! Stores the plan as a batch and queues its items, to start after the undo window. The answer is the
    //! batch id; it comes when all items are queued.
    QFuture<core::Result<QString>> startBatch(const Plan &plan, const BatchOptions &options);
    //! Takes back what has not started and ends what is under way; uses no attempt. A batch that has ended is
    //! refused with a Conflict error.
    QFuture<core::Result<void>> cancelBatch(const QString &batchId);
    //! What is under way ends, nothing new starts, also after a restart.
    QFuture<core::Result<void>> pauseBatch(const QString &batchId);
    //! Goes on with a paused batch (a canary's remainder included), or starts a planned one.
    QFuture<core::Result<void>> resumeBatch(const QString &batchId);
    QFuture<core::Result<db::BatchRow>> batch(const QString &batchId);
    //! Newest first.
    QFuture<core::Result<std::vector<db::BatchRow>>> batches(int limit);
    //! The members in the plan's order, those in this state only if one is given.
    QFuture<core::Result<std::vector<db::BatchItemRow>>>
    batchItems(const QString &batchId, std::optional<db::BatchItemRow::State> state, int limit);
    //! Parse failures of an older extractor are read again from stored pages, as a batch with the reason
    //! "scraper_improved"; no request leaves the machine. Empty when there are none. A worker that serves
    //! everything does this by itself when it starts, unless sweep.enabled is off.
    QFuture<core::Result<QString>> requeueParseFailures();

    //! Every host and step that was ever asked or has work waiting; open breakers first.
    QFuture<core::Result<std::vector<db::HostRow>>> hosts();
    //! Opens the breakers of a host by hand, of one step or of both that ask hosts. Until that time, or until
    //! reset.
    QFuture<core::Result<void>> tripHost(const QString &host, std::optional<core::Step> step,
                                         const QDateTime &until);
    //! Closes them and forgets what was counted; also ends a pause of the host.
    QFuture<core::Result<void>> resetHost(const QString &host, std::optional<core::Step> step);
    //! Lets one request through an open breaker now; its result decides.
    QFuture<core::Result<void>> probeHost(const QString &host, std::optional<core::Step> step);
    //! Limits of one host; absent = the workspace's.
    QFuture<core::Result<void>> setHostLimits(const QString &host, std::optional<int> perHost,
                                              std::optional<double> rate);

    QFuture<core::Result<core::PolicyTable>> policies();
    QFuture<core::Result<void>> setPolicies(const core::PolicyTable &policies);

    //! Ignores or ends all failures of a fingerprint, those to come included. The answer is how many steps
    //! are concerned now.
    QFuture<core::Result<int>> ruleCause(const db::CauseRule &rule);
    //! Takes the rule back: what was ignored is due again; what was final may be retried by a plan.
    QFuture<core::Result<int>> unruleCause(const QString &fingerprint);

    //! Newest first.
    QFuture<core::Result<std::vector<db::AuditRow>>> audit(int limit);

    //! Imports what the request names, each step isolated. Lines arrive one by one through importLine().
    QFuture<core::Result<ImportSummary>> import(const ImportRequest &request);
    void cancelImport();

    //! Writes the failure report and its manifest; cancelled through the future.
    QFuture<core::Result<ExportSummary>> exportFailures(const ExportRequest &request);

    QFuture<core::Result<QString>> setting(const QString &key);
    QFuture<core::Result<void>> setSetting(const QString &key, const QString &value);

    //! Works the queue off until stopped or until the options say so. One worker at a time.
    void startWorker(const WorkerOptions &options);
    //! Stops claiming, lets requests finish within the grace, hands the rest back. workerStopped() follows.
    void stopWorker();
    bool isWorking() const;

signals:
    //! Something was written, through this process or any other; at most once in a look of watchChanges().
    void changed();
    //! These vehicles changed through this process; coalesced, at most five times a second.
    void vehiclesChanged(const QStringList &vehicleIds);
    //! What the worker does now; at most five times a second.
    void workerProgress(const pipeline::WorkerProgress &progress);
    void workerStopped(const pipeline::WorkerReport &report);
    void batchChanged(const db::BatchRow &batch);
    //! A breaker opened, let a probe through or closed, or a host was slowed down.
    void hostChanged(const QString &host);
    void importLine(const pipeline::ImportLine &line);
    void hostPaused(const QString &host, const QDateTime &until, const QString &reason);

private:
    void tellChanges();
    void tellOwnBatches();
    void countDue();
    void tellBatch(const core::Result<db::BatchRow> &row);

    class Private;
    class Parts;
    std::unique_ptr<Parts> takeApart();
    explicit Workspace(std::unique_ptr<Private> impl);
    std::unique_ptr<Private> d;
};

} // namespace pipeline
