// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/result.h"
#include "pipeline/plan.h"
#include "pipeline/worker.h"

#include <QDialog>

#include <memory>
#include <optional>

class QStringListModel;

namespace Ui {
class PreviewDialog;
}
namespace models {
class ExclusionModel;
class PlanModel;
} // namespace models

namespace gui {

class Desk;

//! A plan before it is started: what will be done by step, host and cause, what not and why, and how. What is
//! previewed is exactly what is started. Deletes itself when closed.
class PreviewDialog : public QDialog
{
    Q_OBJECT

public:
    PreviewDialog(Desk *desk, const pipeline::PlanRequest &request, QWidget *parent = nullptr,
                  core::Clock clock = core::systemClock());
    ~PreviewDialog() override;

    int undoSeconds() const;
    void setUndoSeconds(int seconds);

signals:
    //! The batch is stored and starts after so many seconds.
    void started(const QString &batchId, qint64 items, int delaySeconds);

private:
    void setUpOptions();
    void showOptions();
    pipeline::BatchOptions options() const;
    void setUpTables();
    void fitTables();
    void makePlan();
    void takePlan(const core::Result<pipeline::Plan> &answer);
    void showPlan();
    void showReason(int row);
    void start();
    void setBusy(bool isBusy);
    QString summary() const;

    std::unique_ptr<Ui::PreviewDialog> m_ui;
    Desk *m_desk;
    core::Clock m_clock;
    pipeline::PlanRequest m_request;
    std::optional<pipeline::Plan> m_plan;
    models::PlanModel *m_groups;
    models::ExclusionModel *m_exclusions;
    QStringListModel *m_labels;
    int m_generation = 0;
};

} // namespace gui
