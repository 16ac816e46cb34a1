// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/desk.h"

#include <memory>

namespace pipeline {
class Workspace;
}

namespace gui {

//! The desk of a real workspace, which it watches for changes.
class WorkspaceDesk : public Desk
{
public:
    explicit WorkspaceDesk(std::unique_ptr<pipeline::Workspace> workspace, QObject *parent = nullptr);
    ~WorkspaceDesk() override;

    pipeline::Workspace &workspace() { return *m_workspace; }

    QString path() const override;
    QFuture<core::Result<db::FailurePage>> failures(const db::FailurePageRequest &request) override;
    QFuture<core::Result<std::vector<db::FailureRow>>> failuresById(const QStringList &vehicleIds) override;
    QFuture<core::Result<db::FailureCounts>> counts(const core::Filter &filter) override;
    QFuture<core::Result<db::VehicleDetail>> vehicle(const QString &vehicleId) override;
    QFuture<core::Result<std::vector<db::CauseRow>>> causes(const core::Filter &filter) override;
    QFuture<core::Result<db::Stats>> stats(int days) override;
    QFuture<core::Result<db::QueueStatus>> queueStatus() override;
    QFuture<core::Result<std::vector<db::QueueRow>>> queueRows(int limit) override;
    QFuture<core::Result<std::vector<db::WorkerRow>>> workers() override;
    QFuture<core::Result<pipeline::Plan>> plan(const pipeline::PlanRequest &request) override;
    QFuture<core::Result<QString>> startBatch(const pipeline::Plan &plan,
                                              const pipeline::BatchOptions &options) override;
    QFuture<core::Result<void>> cancelBatch(const QString &batchId) override;
    QFuture<core::Result<void>> pauseBatch(const QString &batchId) override;
    QFuture<core::Result<void>> resumeBatch(const QString &batchId) override;
    QFuture<core::Result<db::BatchRow>> batch(const QString &batchId) override;
    QFuture<core::Result<std::vector<db::BatchRow>>> batches(int limit) override;
    QFuture<core::Result<std::vector<db::BatchItemRow>>>
    batchItems(const QString &batchId, std::optional<db::BatchItemRow::State> state, int limit) override;
    QString exclusionText(pipeline::Exclusion exclusion) const override;
    QFuture<core::Result<std::vector<db::HostRow>>> hosts() override;
    QFuture<core::Result<void>> tripHost(const QString &host, std::optional<core::Step> step,
                                         const QDateTime &until) override;
    QFuture<core::Result<void>> resetHost(const QString &host, std::optional<core::Step> step) override;
    QFuture<core::Result<void>> probeHost(const QString &host, std::optional<core::Step> step) override;
    QFuture<core::Result<void>> setHostLimits(const QString &host, std::optional<int> perHost,
                                              std::optional<double> rate) override;
    QFuture<core::Result<core::PolicyTable>> policies() override;
    QFuture<core::Result<void>> setPolicies(const core::PolicyTable &policies) override;
    QFuture<core::Result<int>> ruleCause(const db::CauseRule &rule) override;
    QFuture<core::Result<int>> unruleCause(const QString &fingerprint) override;
    QFuture<core::Result<std::vector<db::AuditRow>>> audit(int limit) override;
    QFuture<core::Result<QString>> setting(const QString &key) override;
    QFuture<core::Result<void>> setSetting(const QString &key, const QString &value) override;
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
