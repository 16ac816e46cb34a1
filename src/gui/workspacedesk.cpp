// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/workspacedesk.h"

#include "pipeline/workspace.h"

namespace gui {

using pipeline::Workspace;

WorkspaceDesk::WorkspaceDesk(std::unique_ptr<Workspace> workspace, QObject *parent)
    : Desk(parent), m_workspace(std::move(workspace))
{
    connect(m_workspace.get(), &Workspace::vehiclesChanged, this, &Desk::vehiclesChanged);
    connect(m_workspace.get(), &Workspace::workerProgress, this, &Desk::workerProgress);
    connect(m_workspace.get(), &Workspace::workerStopped, this, &Desk::workerStopped);
    connect(m_workspace.get(), &Workspace::batchChanged, this, &Desk::batchChanged);
    connect(m_workspace.get(), &Workspace::importLine, this, &Desk::importLine);
    connect(m_workspace.get(), &Workspace::hostPaused, this, &Desk::hostPaused);
}

WorkspaceDesk::~WorkspaceDesk() = default;

QString WorkspaceDesk::path() const
{
    return m_workspace->info().path;
}

bool WorkspaceDesk::isShared() const
{
    return m_workspace->isShared();
}

bool WorkspaceDesk::isWorking() const
{
    return m_workspace->isWorking();
}

QString WorkspaceDesk::exclusionText(pipeline::Exclusion exclusion) const
{
    return pipeline::exclusionText(exclusion);
}

QStringList WorkspaceDesk::exportColumns() const
{
    return pipeline::exportColumns();
}

QFuture<core::Result<db::FailurePage>> WorkspaceDesk::failures(const db::FailurePageRequest &request)
{
    return m_workspace->failures(request);
}

QFuture<core::Result<std::vector<db::FailureRow>>> WorkspaceDesk::failuresById(const QStringList &vehicleIds)
{
    return m_workspace->failuresById(vehicleIds);
}

QFuture<core::Result<db::FailureCounts>> WorkspaceDesk::counts(const core::Filter &filter)
{
    return m_workspace->counts(filter);
}

QFuture<core::Result<db::VehicleDetail>> WorkspaceDesk::vehicle(const QString &vehicleId)
{
    return m_workspace->vehicle(vehicleId);
}

QFuture<core::Result<std::vector<db::CauseRow>>> WorkspaceDesk::causes(const core::Filter &filter)
{
    return m_workspace->causes(filter);
}

QFuture<core::Result<db::Stats>> WorkspaceDesk::stats(int days)
{
    return m_workspace->stats(days);
}

QFuture<core::Result<db::QueueStatus>> WorkspaceDesk::queueStatus()
{
    return m_workspace->queueStatus();
}

QFuture<core::Result<std::vector<db::QueueRow>>> WorkspaceDesk::queueRows(int limit)
{
    return m_workspace->queueRows(limit);
}

QFuture<core::Result<pipeline::Plan>> WorkspaceDesk::plan(const pipeline::PlanRequest &request)
{
    return m_workspace->plan(request);
}

QFuture<core::Result<QString>> WorkspaceDesk::startBatch(const pipeline::Plan &plan, int undoWindowSeconds)
{
    return m_workspace->startBatch(plan, undoWindowSeconds);
}

QFuture<core::Result<void>> WorkspaceDesk::cancelBatch(const QString &batchId)
{
    return m_workspace->cancelBatch(batchId);
}

QFuture<core::Result<pipeline::BatchStatus>> WorkspaceDesk::batch(const QString &batchId)
{
    return m_workspace->batch(batchId);
}

QFuture<core::Result<pipeline::ImportSummary>> WorkspaceDesk::import(const pipeline::ImportRequest &request)
{
    return m_workspace->import(request);
}

void WorkspaceDesk::cancelImport()
{
    m_workspace->cancelImport();
}

QFuture<core::Result<pipeline::ExportSummary>>
WorkspaceDesk::exportFailures(const pipeline::ExportRequest &request)
{
    return m_workspace->exportFailures(request);
}

void WorkspaceDesk::startWorker(const pipeline::WorkerOptions &options)
{
    m_workspace->startWorker(options);
}

void WorkspaceDesk::stopWorker()
{
    m_workspace->stopWorker();
}

} // namespace gui
