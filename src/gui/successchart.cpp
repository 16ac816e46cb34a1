// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/successchart.h"

#include "gui/icons.h"

#include <QBarCategoryAxis>
#include <QBarSet>
#include <QChart>
#include <QEvent>
#include <QLineSeries>
#include <QLocale>
#include <QStackedBarSeries>
#include <QValueAxis>

#include <algorithm>
#include <array>
#include <cmath>

namespace gui {

SuccessChart::SuccessChart(QWidget *parent) : QChartView(parent)
{
    setObjectName(QStringLiteral("successChart"));
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setMinimumHeight(220);
    rebuild();
}

void SuccessChart::showDays(const std::vector<db::DayStats> &days, const QString &counted)
{
    m_days = days;
    m_counted = counted;
    rebuild();
}

bool SuccessChart::hasData() const
{
    return std::any_of(m_days.begin(), m_days.end(), [](const db::DayStats &day) { return day.retries > 0; });
}

void SuccessChart::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        rebuild();
}

namespace {

void paintAxis(QAbstractAxis *axis, const QPalette &palette)
{
    const QColor text = palette.color(QPalette::WindowText);
    axis->setLabelsColor(text);
    axis->setTitleBrush(text);
    axis->setGridLineColor(mixed(text, palette.color(QPalette::Window), 0.85));
    axis->setLinePenColor(mixed(text, palette.color(QPalette::Window), 0.6));
    QFont font = axis->titleFont();
    font.setBold(false);
    axis->setTitleFont(font);
}

constexpr int kIntervals = 4;

//! The next round number that kIntervals whole numbers add up to.
qreal roundUp(qreal value)
{
    constexpr std::array<qreal, 4> kRound{1, 2, 2.5, 5};
    for (qreal power = 1;; power *= 10) {
        for (const qreal round : kRound) {
            const qreal step = round * power;
            if (step == std::floor(step) && step * kIntervals >= value)
                return step * kIntervals;
        }
    }
}

} // namespace

void SuccessChart::rebuild()
{
    auto *succeeded = new QBarSet(tr("succeeded"));
    auto *failed = new QBarSet(tr("failed"));
    auto *rate = new QLineSeries;
    rate->setName(tr("success rate"));
    QStringList dates;
    qreal highest = 0;
    for (size_t i = 0; i < m_days.size(); ++i) {
        const db::DayStats &day = m_days[i];
        *succeeded << static_cast<qreal>(day.succeeded);
        *failed << static_cast<qreal>(day.failed);
        if (day.retries > 0)
            rate->append(static_cast<qreal>(i), day.successRate());
        dates += QLocale().toString(day.date, QStringLiteral("d MMM"));
        highest = qMax(highest, static_cast<qreal>(day.succeeded + day.failed));
    }
    succeeded->setColor(stateColor(models::State::Ok, palette()));
    failed->setColor(stateColor(models::State::Failed, palette()));
    succeeded->setBorderColor(Qt::transparent);
    failed->setBorderColor(Qt::transparent);
    rate->setPen(QPen(stateColor(models::State::Running, palette()), 2));
    rate->setPointsVisible(true);
    auto *bars = new QStackedBarSeries;
    bars->append(succeeded);
    bars->append(failed);
    bars->setBarWidth(0.6);

    auto *days = new QBarCategoryAxis;
    days->append(dates);
    auto *numbers = new QValueAxis;
    numbers->setRange(0, roundUp(highest));
    numbers->setTickCount(kIntervals + 1);
    numbers->setLabelFormat(QStringLiteral("%d"));
    numbers->setTitleText(m_counted);
    auto *percent = new QValueAxis;
    percent->setRange(0, 100);
    percent->setTickCount(kIntervals + 1);
    percent->setLabelFormat(QStringLiteral("%d %%"));
    auto *chart = new QChart;
    chart->addSeries(bars);
    chart->addSeries(rate);
    for (QAbstractAxis *axis : {static_cast<QAbstractAxis *>(days), static_cast<QAbstractAxis *>(numbers),
                                static_cast<QAbstractAxis *>(percent)}) {
        paintAxis(axis, palette());
        chart->addAxis(axis, axis == days      ? Qt::AlignBottom
                             : axis == numbers ? Qt::AlignLeft
                                               : Qt::AlignRight);
    }
    percent->setGridLineVisible(false);
    bars->attachAxis(days);
    bars->attachAxis(numbers);
    rate->attachAxis(days);
    rate->attachAxis(percent);
    chart->setBackgroundVisible(false);
    chart->setMargins(QMargins(0, 0, 0, 0));
    chart->legend()->setLabelColor(palette().color(QPalette::WindowText));
    chart->legend()->setAlignment(Qt::AlignTop);
    QChart *old = this->chart();
    setChart(chart);
    delete old;
}

} // namespace gui
