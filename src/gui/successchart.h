// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"

#include <QChartView>

namespace gui {

//! Retries or attempts by day: stacked bars of what succeeded and failed, and the success rate as a line.
//! Follows the palette.
class SuccessChart : public QChartView
{
    Q_OBJECT

public:
    explicit SuccessChart(QWidget *parent = nullptr);

    //! @param counted what the bars count, as the title of their axis.
    void showDays(const std::vector<db::DayStats> &days, const QString &counted);
    bool hasData() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void rebuild();

    std::vector<db::DayStats> m_days;
    QString m_counted;
};

} // namespace gui
