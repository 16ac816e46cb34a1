// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/policytable.h"
#include "models/failuresource.h"
#include "pipeline/export.h"
#include "pipeline/importer.h"
#include "pipeline/plan.h"
#include "pipeline/worker.h"

#include <QObject>

namespace gui {

//! What the window needs of a workspace: the seam between pages and engine, so that pages are tested without
//! one. Functions and signals mean what they mean in pipeline::Workspace. GUI thread; nothing blocks.
class Desk : public QObject, public models::FailureSource
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual QString path() const = 0;

    virtual QFuture<core::Result<db::VehicleDetail>> vehicle(const QString &vehicleId) = 0;
    virtual QFuture<core::Result<std::vector<db::CauseRow>>> causes(const core::Filter &filter) = 0;
    virtual QFuture<core::Result<db::Stats>> stats(int days) = 0;
    virtual QFuture<core::Result<db::QueueStatus>> queueStatus() = 0;
    virtual QFuture<core::Result<std::vector<db::QueueRow>>> queueRows(int limit) = 0;
    virtual QFuture<core::Result<std::vector<db::WorkerRow>>> workers() = 0;

    virtual QFuture<core::Result<pipeline::Plan>> plan(const pipeline::PlanRequest &request) = 0;
    virtual QFuture<core::Result<QString>> startBatch(const pipeline::Plan &plan,
                                                      const pipeline::BatchOptions &options) = 0;
    virtual QFuture<core::Result<void>> cancelBatch(const QString &batchId) = 0;
    virtual QFuture<core::Result<void>> pauseBatch(const QString &batchId) = 0;
    virtual QFuture<core::Result<void>> resumeBatch(const QString &batchId) = 0;
    virtual QFuture<core::Result<db::BatchRow>> batch(const QString &batchId) = 0;
    virtual QFuture<core::Result<std::vector<db::BatchRow>>> batches(int limit) = 0;
    virtual QFuture<core::Result<std::vector<db::BatchItemRow>>>
    batchItems(const QString &batchId, std::optional<db::BatchItemRow::State> state, int limit) = 0;
    virtual QString exclusionText(pipeline::Exclusion exclusion) const = 0;

    virtual QFuture<core::Result<std::vector<db::HostRow>>> hosts() = 0;
    virtual QFuture<core::Result<void>> tripHost(const QString &host, std::optional<core::Step> step,
                                                 const QDateTime &until) = 0;
    virtual QFuture<core::Result<void>> resetHost(const QString &host, std::optional<core::Step> step) = 0;
    virtual QFuture<core::Result<void>> probeHost(const QString &host, std::optional<core::Step> step) = 0;
    virtual QFuture<core::Result<void>> setHostLimits(const QString &host, std::optional<int> perHost,
                                                      std::optional<double> rate) = 0;

    virtual QFuture<core::Result<core::PolicyTable>> policies() = 0;
    virtual QFuture<core::Result<void>> setPolicies(const core::PolicyTable &policies) = 0;
    virtual QFuture<core::Result<int>> ruleCause(const db::CauseRule &rule) = 0;
    virtual QFuture<core::Result<int>> unruleCause(const QString &fingerprint) = 0;
    virtual QFuture<core::Result<std::vector<db::AuditRow>>> audit(int limit) = 0;
    virtual QFuture<core::Result<QString>> setting(const QString &key) = 0;
    virtual QFuture<core::Result<void>> setSetting(const QString &key, const QString &value) = 0;

    virtual QFuture<core::Result<pipeline::ImportSummary>> import(const pipeline::ImportRequest &request) = 0;
    virtual void cancelImport() = 0;

    virtual QFuture<core::Result<pipeline::ExportSummary>>
    exportFailures(const pipeline::ExportRequest &request) = 0;
    virtual QStringList exportColumns() const = 0;

    virtual void startWorker(const pipeline::WorkerOptions &options) = 0;
    virtual void stopWorker() = 0;
    virtual bool isWorking() const = 0;

signals:
    void changed();
    void vehiclesChanged(const QStringList &vehicleIds);
    void workerProgress(const pipeline::WorkerProgress &progress);
    void workerStopped(const pipeline::WorkerReport &report);
    void batchChanged(const db::BatchRow &batch);
    void hostChanged(const QString &host);
    void importLine(const pipeline::ImportLine &line);
    void hostPaused(const QString &host, const QDateTime &until, const QString &reason);
};

} // namespace gui
