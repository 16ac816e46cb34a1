// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"

#include <QWidget>

#include <map>

class QGridLayout;
class QLabel;
class QPushButton;

namespace gui {

//! The five steps of one vehicle: state, last cause, next retry and a button that retries only this step.
class StepsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit StepsPanel(QWidget *parent = nullptr);

    void showSteps(const db::VehicleDetail &detail);

signals:
    void retryStep(core::Step step);

private:
    struct Line
    {
        QLabel *shape;
        QLabel *state;
        QLabel *cause;
        QLabel *next;
        QPushButton *retry;
    };
    void addStep(core::Step step);
    void showStep(const db::StepState &step, const db::VehicleDetail &detail);

    QGridLayout *m_grid;
    std::map<core::Step, Line> m_lines;
};

} // namespace gui
