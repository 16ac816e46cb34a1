// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QStackedWidget;
class QTableWidget;

namespace gui {

class Desk;
class StatusTiles;
class SuccessChart;

//! How well retrying works: by day, by step, and the state of the queue.
class DashboardPage : public QWidget
{
    Q_OBJECT

public:
    explicit DashboardPage(Desk *desk, QWidget *parent = nullptr);

public slots:
    void reload();

signals:
    void failed(const QString &message);

private:
    QWidget *makeChartArea();
    void take(const db::Stats &stats);
    void showChart();
    void showSteps(const std::vector<db::StepStats> &steps);

    Desk *m_desk;
    StatusTiles *m_tiles;
    QComboBox *m_step;
    QComboBox *m_days;
    QStackedWidget *m_stack = nullptr;
    SuccessChart *m_chart;
    QTableWidget *m_steps;
    db::Stats m_stats; //!< as the desk said last
    int m_generation = 0;
};

} // namespace gui
