// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/worker.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QToolButton;

namespace gui {

//! What the worker does now, in the status bar, with a button that stops it.
class WorkerStatus : public QWidget
{
    Q_OBJECT

public:
    explicit WorkerStatus(QWidget *parent = nullptr);

    void setWorking(bool isWorking);
    void showProgress(const pipeline::WorkerProgress &progress);
    void showReport(const pipeline::WorkerReport &report);

signals:
    void stopRequested();

private:
    QLabel *m_text;
    QProgressBar *m_bar;
    QToolButton *m_stop;
};

} // namespace gui
