// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/workspacedesk.h"

#include "pipeline/workspace.h"

namespace gui {

using pipeline::Workspace;

WorkspaceDesk::WorkspaceDesk(std::unique_ptr<Workspace> workspace, QObject *parent)
    : Desk(parent), m_workspace(std::move(workspace))
{
    connect(m_workspace.get(), &Workspace::changed, this, &Desk::changed);
    connect(m_workspace.get(), &Workspace::vehiclesChanged, this, &Desk::vehiclesChanged);
    connect(m_workspace.get(), &Workspace::workerProgress, this, &Desk::workerProgress);
    connect(m_workspace.get(), &Workspace::workerStopped, this, &Desk::workerStopped);
    connect(m_workspace.get(), &Workspace::batchChanged, this, &Desk::batchChanged);
    connect(m_workspace.get(), &Workspace::hostChanged, this, &Desk::hostChanged);
    connect(m_workspace.get(), &Workspace::importLine, this, &Desk::importLine);
    connect(m_workspace.get(), &Workspace::hostPaused, this, &Desk::hostPaused);
    m_workspace->watchChanges();
}

//! A window never waits for a database.
WorkspaceDesk::~WorkspaceDesk()
{
    Workspace::closeLater(std::move(m_workspace));
}

QString WorkspaceDesk::path() const
{
    return m_workspace->info().path;
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

QFuture<core::Result<std::vector<db::WorkerRow>>> WorkspaceDesk::workers()
{
    return m_workspace->workers();
}

QFuture<core::Result<pipeline::Plan>> WorkspaceDesk::plan(const pipeline::PlanRequest &request)
{
    return m_workspace->plan(request);
}

QFuture<core::Result<QString>> WorkspaceDesk::startBatch(const pipeline::Plan &plan,
                                                         const pipeline::BatchOptions &options)
{
    return m_workspace->startBatch(plan, options);
}

QFuture<core::Result<void>> WorkspaceDesk::cancelBatch(const QString &batchId)
{
    return m_workspace->cancelBatch(batchId);
}

QFuture<core::Result<db::BatchRow>> WorkspaceDesk::batch(const QString &batchId)
{
    return m_workspace->batch(batchId);
}

QFuture<core::Result<void>> WorkspaceDesk::pauseBatch(const QString &batchId)
{
    return m_workspace->pauseBatch(batchId);
}

QFuture<core::Result<void>> WorkspaceDesk::resumeBatch(const QString &batchId)
{
    return m_workspace->resumeBatch(batchId);
}

QFuture<core::Result<std::vector<db::BatchRow>>> WorkspaceDesk::batches(int limit)
{
    return m_workspace->batches(limit);
}

QFuture<core::Result<std::vector<db::BatchItemRow>>>
WorkspaceDesk::batchItems(const QString &batchId, std::optional<db::BatchItemRow::State> state, int limit)
{
    return m_workspace->batchItems(batchId, state, limit);
}

QFuture<core::Result<std::vector<db::HostRow>>> WorkspaceDesk::hosts()
{
    return m_workspace->hosts();
}

QFuture<core::Result<void>> WorkspaceDesk::tripHost(const QString &host, std::optional<core::Step> step,
                                                    const QDateTime &until)
{
    return m_workspace->tripHost(host, step, until);
}

QFuture<core::Result<void>> WorkspaceDesk::resetHost(const QString &host, std::optional<core::Step> step)
{
    return m_workspace->resetHost(host, step);
}

QFuture<core::Result<void>> WorkspaceDesk::probeHost(const QString &host, std::optional<core::Step> step)
{
    return m_workspace->probeHost(host, step);
}

QFuture<core::Result<void>> WorkspaceDesk::setHostLimits(const QString &host, std::optional<int> perHost,
                                                         std::optional<double> rate)
{
    return m_workspace->setHostLimits(host, perHost, rate);
}

QFuture<core::Result<core::PolicyTable>> WorkspaceDesk::policies()
{
    return m_workspace->policies();
}

QFuture<core::Result<void>> WorkspaceDesk::setPolicies(const core::PolicyTable &policies)
{
    return m_workspace->setPolicies(policies);
}

QFuture<core::Result<int>> WorkspaceDesk::ruleCause(const db::CauseRule &rule)
{
    return m_workspace->ruleCause(rule);
}

QFuture<core::Result<int>> WorkspaceDesk::unruleCause(const QString &fingerprint)
{
    return m_workspace->unruleCause(fingerprint);
}

QFuture<core::Result<std::vector<db::AuditRow>>> WorkspaceDesk::audit(int limit)
{
    return m_workspace->audit(limit);
}

QFuture<core::Result<QString>> WorkspaceDesk::setting(const QString &key)
{
    return m_workspace->setting(key);
}

QFuture<core::Result<void>> WorkspaceDesk::setSetting(const QString &key, const QString &value)
{
    return m_workspace->setSetting(key, value);
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
