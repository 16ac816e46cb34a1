// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "pipeline/plan.h"

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

//! A plan before it is started: what will be done by step and host, what not and why. What is previewed is
//! exactly what is started. Deletes itself when closed.
class PreviewDialog : public QDialog
{
    Q_OBJECT

public:
    PreviewDialog(Desk *desk, const pipeline::PlanRequest &request, QWidget *parent = nullptr);
    ~PreviewDialog() override;

    int undoSeconds() const;
    void setUndoSeconds(int seconds);

signals:
    //! The batch is stored and starts after the undo window.
    void started(const QString &batchId, qint64 items, int undoSeconds);

private:
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
    pipeline::PlanRequest m_request;
    std::optional<pipeline::Plan> m_plan;
    models::PlanModel *m_groups;
    models::ExclusionModel *m_exclusions;
    QStringListModel *m_labels;
    int m_generation = 0;
};

} // namespace gui
