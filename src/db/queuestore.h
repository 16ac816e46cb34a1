// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"
#include "db/rows.h"

#include <QJsonObject>

namespace db {

//! What is asked of the queue for one (vehicle, step).
struct QueueRequest
{
    QString vehicleId;
    core::Step step = core::Step::BackfillImages;
    QString host; //!< that the step will ask, as core::hostOf() gives it; empty when unknown or none
    QString batchId;
    QString reason; //!< "import", "retry", "scraper_improved"
    QDateTime at;   //!< not before
    int maxRetries = 3;
    int priority = 5; //!< 1 = most urgent
    QJsonObject options;
    //! Takes a row over that another batch has queued but not tried yet; otherwise it stays there.
    bool displaces = false;
};

//! What became of a request to queue a step.
enum class Enqueued {
    Queued,
    Running,  //!< a worker runs it right now
    InBatch,  //!< another batch has it queued and did not try it yet
    NoVehicle //!< it is gone, or the batch was cancelled
};

//! A leased row. Every later write names id and token: whoever lost the lease cannot write.
struct ClaimedJob
{
    QString id;
    QString token;
    QString vehicleId;
    core::Step step = core::Step::BackfillImages;
    int retryCount = 0;
    int maxRetries = 3;
    QString batchId;
    QJsonObject options;
    QString reason;
    QString host;
    bool isProbe = false; //!< goes through a half open breaker; its first answer decides
    bool isFatal = false; //!< workers died of it: to be ended, not run
};

//! Which rows a worker may take.
struct QueueScope
{
    bool everything = false;
    QStringList batches; //!< used unless everything
};

//! How a leased row ends or goes back.
struct QueueFinish
{
    enum class Status { Completed, Pending, Dead };

    Status status = Status::Completed;
    int retryCount = 0;
    QDateTime nextRetryAt; //!< for Pending
    std::optional<core::Cause> cause;
    QString fingerprint;
    QString message;
    QString result; //!< of Completed: "success", "known_absent", "skipped"
    QString host;   //!< that was asked; empty: as before
    QString heldReason;
    int imagesRequested = 0;
    int imagesStored = 0;
    int imagesSkipped = 0;
    int imagesFailed = 0;
};

//! Whose leases are lost, and when their rows are given up.
struct RescueRules
{
    QString owner;            //!< who asks
    QStringList running = {}; //!< the rows that it runs itself, and keeps
    QDateTime latest = {};    //!< no lease ends later unless a clock was wrong; invalid: no bound
    int maxRescues = 5;       //!< of so many workers that died of a row in a row, the last one gives it up
};

//! A leased row and how it ends.
struct EndedJob
{
    ClaimedJob job;
    QueueFinish finish;
};

struct NextWork
{
    bool running = false; //!< anything is leased, by any process
    QDateTime at;         //!< when the next row may be claimed; invalid without one
};

//! The durable retry queue. Leases, tokens and the one active row per (vehicle, step) are kept here. One
//! thread; the caller owns the transaction where several calls belong together.
class QueueStore
{
public:
    explicit QueueStore(Connection &connection) : m_connection(connection) {}

    //! Queues a step, or takes over its pending or dead row.
    core::Result<Enqueued> enqueue(const QueueRequest &request, const QDateTime &now);
    //! The same for many, each once; what became of each, in their order. Of the request all but its vehicle,
    //! step and host.
    core::Result<std::vector<Enqueued>> enqueue(const QueueRequest &request,
                                                const std::vector<NewBatchItem> &items, const QDateTime &now);
    //! From closed gates only.
    core::Result<std::vector<ClaimedJob>> claim(const QueueScope &scope, int limit, const QString &owner,
                                                const QDateTime &now, const QDateTime &leaseUntil);
    //! One row of each gate that is due for a probe; the gate is half open and this owner's then. In a
    //! transaction of its own.
    //! @param latest a probe that would live longer was begun by a wrong clock.
    core::Result<std::vector<ClaimedJob>> claimProbes(const QueueScope &scope, const QString &owner,
                                                      const QDateTime &now, const QDateTime &leaseUntil,
                                                      const QDateTime &latest = {});
    //! The ids of those whose leases are held; they stay so until the transaction ends.
    core::Result<QStringList> heldLeases(const std::vector<ClaimedJob> &jobs);
    core::Result<bool> holdsLease(const ClaimedJob &job);
    //! Extends the leases of these rows. The ids of those that were lost: somebody else has them by now.
    core::Result<QStringList> heartbeat(const std::vector<ClaimedJob> &jobs, const QDateTime &now,
                                        const QDateTime &leaseUntil);
    //! Ends many rows as one. The ids of those whose leases were lost: nothing of them is written.
    core::Result<QStringList> finish(const std::vector<EndedJob> &ended, const QDateTime &now);
    //! A Conflict error when the lease was lost: nothing is written then.
    core::Result<void> finish(const ClaimedJob &job, const QueueFinish &finish, const QDateTime &now);
    //! Hands a row back untried. A lost lease is no error: somebody else has it.
    //! @param counts the images that were stored all the same; nothing else of it is used.
    core::Result<void> release(const ClaimedJob &job, const QueueFinish &counts = {});
    //! Gives pending rows of cancelled batches back to what they were before; what a batch queued itself
    //! ends. Of this batch and among these rows; the vehicles whose rows changed. finish(), release() and
    //! rescueExpired() do it for their rows.
    //! @param limit of the rows of the batch.
    core::Result<QStringList> takeBackCancelled(const QString &batchId, QStringList ids, int limit);
    //! Frees rows whose heartbeats were missed, some hundreds at most; the vehicles they belong to. In a
    //! transaction of its own.
    core::Result<QStringList> rescueExpired(const QDateTime &now, const RescueRules &rules);
    //! Those of them that are to be given up; they are the caller's then.
    core::Result<std::vector<ClaimedJob>> claimFatal(const QDateTime &now, const RescueRules &rules,
                                                     const QDateTime &leaseUntil);
    core::Result<NextWork> nextWork(const QueueScope &scope);
    //! How many rows could be claimed now. Reads the index of all of them.
    core::Result<qint64> countDue(const QDateTime &now);
    //! Queues a step; one that is queued already keeps its place and its options. False then.
    core::Result<bool> enqueueUnlessActive(const QueueRequest &request, const QDateTime &now);
    //! Ends a waiting or dead step that was done by other means.
    core::Result<void> settle(const QString &vehicleId, core::Step step, const QDateTime &now);
    //! Puts what is due of these vehicles and steps into an import: what other imports or nobody queued.
    //! True when there was any.
    core::Result<bool> adoptDue(const QStringList &vehicleIds, const std::vector<core::Step> &steps,
                                const QString &batchId, const QDateTime &now);
    //! Whether a worker runs one of these steps of the vehicle or could claim one of an import now, or within
    //! so many seconds one that is held.
    core::Result<bool> isBusy(const QString &vehicleId, const std::vector<core::Step> &steps,
                              const QDateTime &now, int heldPatienceSeconds);
    //! Pending rows in scope (first) and those of them that are held (second).
    core::Result<std::pair<qint64, qint64>> remaining(const QueueScope &scope);
    core::Result<std::vector<QueueRow>> list(int limit);

    //! Until the transaction ends neither rules of causes nor the sweep change: what fails may come back by
    //! them.
    core::Result<void> holdRules();
    //! Parks what failed while the sweep is off, or lets it go; the vehicles whose rows changed.
    core::Result<QStringList> setSweep(bool enabled);

private:
    core::Result<std::vector<ClaimedJob>> claimed(Statement &statement, const QString &token);
    core::Result<Enqueued> whyNot(const NewBatchItem &item);
    core::Result<size_t> enqueueWith(const char *name, const QueueRequest &request,
                                     std::vector<const NewBatchItem *> &left, const QDateTime &now);
    core::Result<QStringList> rescue(const QDateTime &now, const RescueRules &rules);
    core::Result<void> takeBackOne(const ClaimedJob &job);

    Connection &m_connection;
};

} // namespace db
