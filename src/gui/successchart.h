// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"

#include <QChartView>

namespace gui {

//! Retries by day: stacked bars of what succeeded and failed, and the success rate as a line. Follows the
//! palette.
class SuccessChart : public QChartView
{
    Q_OBJECT

public:
    explicit SuccessChart(QWidget *parent = nullptr);

    void showDays(const std::vector<db::DayStats> &days);
    bool hasData() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void rebuild();

    std::vector<db::DayStats> m_days;
};

} // namespace gui
