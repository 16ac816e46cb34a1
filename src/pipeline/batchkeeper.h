// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/batchstore.h"
#include "db/queuestore.h"
#include "pipeline/plan.h"
#include "pipeline/services.h"
#include "pipeline/worker.h"

#include <QObject>
#include <QSet>

#include <functional>

namespace pipeline {

//! Starts batches, releases their members into the queue bit by bit, decides canaries and ends what is done.
//! Several processes may do so at once: every change is a compare-and-set. Lives in the engine's thread.
class BatchKeeper : public QObject
{
    Q_OBJECT

public:
    using Started = std::function<void(const core::Result<QString> &)>;
    using Done = std::function<void(const core::Result<void> &)>;

    explicit BatchKeeper(Services &services, QObject *parent = nullptr);

    //! Stores the plan and queues it; the callback comes when all members are queued or wait for the canary.
    void start(const Plan &plan, const BatchOptions &options, Started started);
    //! From the moment these are marked nothing new of a paused or cancelled batch is claimed; its rows
    //! follow in many short transactions, and the callback comes after the last. A kill in between loses
    //! nothing: considerAll() goes on.
    void pause(const QString &id, Done done);
    void resume(const QString &id, Done done);
    void cancel(const QString &id, Done done);
    //! Steps that an older extractor could not parse, as a batch that reads the stored pages again. An empty
    //! id when there are none.
    core::Result<QString> requeueParseFailures();

    //! Releases, decides and ends what is due of this batch.
    void consider(const QString &id);
    //! … of all that run, and what others left half done. Call it about once a second while working.
    core::Result<void> considerAll();

signals:
    //! There is new work in the queue.
    void queued();
    void vehicleChanged(const QString &vehicleId);
    void batchChanged(const QString &id);

private:
    using Mark = std::function<core::Result<QStringList>(db::BatchStore &)>;

    void change(const char *action, const QString &id, Done done, const Mark &mark);
    void settleAll(const QString &id, Done done);
    core::Result<void> settleOthers();
    core::Result<void> consider(const db::BatchRow &batch);
    core::Result<QString> store(const db::NewBatch &batch, const std::vector<db::NewBatchItem> &items);
    void releaseAll(const QString &id, const Started &started);
    //! Whether there may be more to release at once.
    core::Result<bool> release(const QString &id);
    core::Result<void> queueMembers(const db::BatchRow &batch, const QJsonObject &options,
                                    const std::vector<db::NewBatchItem> &items);
    //! Why a member is skipped.
    static QString noteOf(db::Enqueued queued);
    core::Result<bool> decideCanary(const db::BatchRow &batch);
    core::Result<void> finish(const QString &id);
    void tell(const QString &id, const QStringList &vehicles);

    Services &m_services;
    QSet<QString> m_settling; // batches of others that settle here
};

//! SHA-256 over the members in order, hexadecimal: equal lists have equal hashes.
QString planHash(const std::vector<db::NewBatchItem> &items);

} // namespace pipeline
