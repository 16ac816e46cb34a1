// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
    virtual bool isShared() const = 0;

    virtual QFuture<core::Result<db::VehicleDetail>> vehicle(const QString &vehicleId) = 0;
    virtual QFuture<core::Result<std::vector<db::CauseRow>>> causes(const core::Filter &filter) = 0;
    virtual QFuture<core::Result<db::Stats>> stats(int days) = 0;
    virtual QFuture<core::Result<db::QueueStatus>> queueStatus() = 0;
    virtual QFuture<core::Result<std::vector<db::QueueRow>>> queueRows(int limit) = 0;

    virtual QFuture<core::Result<pipeline::Plan>> plan(const pipeline::PlanRequest &request) = 0;
    virtual QFuture<core::Result<QString>> startBatch(const pipeline::Plan &plan, int undoWindowSeconds) = 0;
    virtual QFuture<core::Result<void>> cancelBatch(const QString &batchId) = 0;
    virtual QFuture<core::Result<pipeline::BatchStatus>> batch(const QString &batchId) = 0;
    virtual QString exclusionText(pipeline::Exclusion exclusion) const = 0;

    virtual QFuture<core::Result<pipeline::ImportSummary>> import(const pipeline::ImportRequest &request) = 0;
    virtual void cancelImport() = 0;

    virtual QFuture<core::Result<pipeline::ExportSummary>>
    exportFailures(const pipeline::ExportRequest &request) = 0;
    virtual QStringList exportColumns() const = 0;

    virtual void startWorker(const pipeline::WorkerOptions &options) = 0;
    virtual void stopWorker() = 0;
    virtual bool isWorking() const = 0;

signals:
    void vehiclesChanged(const QStringList &vehicleIds);
    void workerProgress(const pipeline::WorkerProgress &progress);
    void workerStopped(const pipeline::WorkerReport &report);
    void batchChanged(const pipeline::BatchStatus &batch);
    void importLine(const pipeline::ImportLine &line);
    void hostPaused(const QString &host, const QDateTime &until, const QString &reason);
};

} // namespace gui
