// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/desk.h"

#include <memory>

namespace pipeline {
class Workspace;
}

namespace gui {

//! The desk of a real workspace.
class WorkspaceDesk : public Desk
{
public:
    explicit WorkspaceDesk(std::unique_ptr<pipeline::Workspace> workspace, QObject *parent = nullptr);
    ~WorkspaceDesk() override;

    pipeline::Workspace &workspace() { return *m_workspace; }

    QString path() const override;
    bool isShared() const override;
    QFuture<core::Result<db::FailurePage>> failures(const db::FailurePageRequest &request) override;
    QFuture<core::Result<std::vector<db::FailureRow>>> failuresById(const QStringList &vehicleIds) override;
    QFuture<core::Result<db::FailureCounts>> counts(const core::Filter &filter) override;
    QFuture<core::Result<db::VehicleDetail>> vehicle(const QString &vehicleId) override;
    QFuture<core::Result<std::vector<db::CauseRow>>> causes(const core::Filter &filter) override;
    QFuture<core::Result<db::Stats>> stats(int days) override;
    QFuture<core::Result<db::QueueStatus>> queueStatus() override;
    QFuture<core::Result<std::vector<db::QueueRow>>> queueRows(int limit) override;
    QFuture<core::Result<pipeline::Plan>> plan(const pipeline::PlanRequest &request) override;
    QFuture<core::Result<QString>> startBatch(const pipeline::Plan &plan, int undoWindowSeconds) override;
    QFuture<core::Result<void>> cancelBatch(const QString &batchId) override;
    QFuture<core::Result<pipeline::BatchStatus>> batch(const QString &batchId) override;
    QString exclusionText(pipeline::Exclusion exclusion) const override;
    QFuture<core::Result<pipeline::ImportSummary>> import(const pipeline::ImportRequest &request) override;
    void cancelImport() override;
    QFuture<core::Result<pipeline::ExportSummary>>
    exportFailures(const pipeline::ExportRequest &request) override;
    QStringList exportColumns() const override;
    void startWorker(const pipeline::WorkerOptions &options) override;
    void stopWorker() override;
    bool isWorking() const override;

private:
    std::unique_ptr<pipeline::Workspace> m_workspace;
};

} // namespace gui
