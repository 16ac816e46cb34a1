// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dashboardpage.h"

#include "core/whenfinished.h"
#include "gui/desk.h"
#include "gui/statustiles.h"
#include "gui/successchart.h"
#include "gui/tables.h"
#include "models/words.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>

namespace gui {

using models::numberText;

namespace {

QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

QString percentText(double percent, qint64 of)
{
    return of > 0 ? QStringLiteral("%1 %").arg(QLocale().toString(percent, 'f', 1)) : QStringLiteral("–");
}

//! The days of all steps, with what one step did on them.
std::vector<db::DayStats> daysOf(const db::Stats &stats, core::Step step)
{
    std::vector<db::DayStats> days = stats.byDay;
    for (db::DayStats &day : days) {
        day = {day.date, 0, 0, 0};
        for (const db::StepDayStats &one : stats.byStepAndDay) {
            if (one.date == day.date && one.stats.step == step)
                day = {day.date, one.stats.attempts, one.stats.succeeded, one.stats.failed};
        }
    }
    return days;
}

struct StepColumn
{
    QString title;
    QString hint;
    QString (*text)(const db::StepStats &);
};

const std::vector<StepColumn> &stepColumns()
{
    using db::StepStats;
    using Page = DashboardPage;
    static const std::vector<StepColumn> columns{
        {Page::tr("Step"), {}, [](const StepStats &step) { return models::stepWord(step.step); }},
        {Page::tr("Attempts"), {}, [](const StepStats &step) { return numberText(step.attempts); }},
        {Page::tr("Succeeded"), {}, [](const StepStats &step) { return numberText(step.succeeded); }},
        {Page::tr("Failed"), {}, [](const StepStats &step) { return numberText(step.failed); }},
        {Page::tr("Success rate"), Page::tr("Of all attempts"),
         [](const StepStats &step) { return percentText(step.successRate(), step.attempts); }},
        {Page::tr("First try"),
         Page::tr("Of the vehicles tried for the first time: how many went well at once"),
         [](const StepStats &step) { return percentText(step.firstSuccessRate(), step.firstAttempts); }},
        {Page::tr("In the end"),
         Page::tr("Of the vehicles whose step ended, well or for good: how many ended well"),
         [](const StepStats &step) {
             return percentText(step.finalSuccessRate(), step.succeeded + step.gaveUp);
         }},
        {Page::tr("Recovery"), Page::tr("From the first failure to the success, on average"),
         [](const StepStats &step) {
             return step.recovered > 0
                        ? models::durationText(static_cast<qint64>(1000 * step.meanRecoverySeconds()))
                        : QStringLiteral("–");
         }}};
    return columns;
}

} // namespace

DashboardPage::DashboardPage(Desk *desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_tiles(new StatusTiles(this)), m_step(new QComboBox(this)),
      m_days(new QComboBox(this)), m_chart(new SuccessChart(this)), m_steps(new QTableWidget(this))
{
    setObjectName(QStringLiteral("dashboardPage"));
    m_days->setObjectName(QStringLiteral("daysCombo"));
    for (const int days : {14, 30})
        m_days->addItem(tr("last %1 days").arg(days), days);
    connect(m_days, &QComboBox::activated, this, &DashboardPage::reload);
    m_step->setObjectName(QStringLiteral("stepCombo"));
    m_step->addItem(tr("all steps"));
    for (const core::Step step : core::kAllSteps)
        m_step->addItem(models::stepWord(step), static_cast<int>(step));
    connect(m_step, &QComboBox::currentIndexChanged, this, &DashboardPage::showChart);
    m_steps->setObjectName(QStringLiteral("stepStatsTable"));
    m_steps->setColumnCount(static_cast<int>(stepColumns().size()));
    for (int column = 0; column < m_steps->columnCount(); ++column) {
        const StepColumn &shown = stepColumns()[static_cast<size_t>(column)];
        auto *header = new QTableWidgetItem(shown.title);
        header->setToolTip(shown.hint);
        m_steps->setHorizontalHeaderItem(column, header);
    }
    setUpTable(m_steps);
    m_steps->setSelectionMode(QAbstractItemView::NoSelection);
    m_steps->setFocusPolicy(Qt::NoFocus);
    m_steps->horizontalHeader()->setStretchLastSection(false);
    m_steps->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    auto *caption = new QHBoxLayout;
    caption->addWidget(heading(tr("Success by day"), this));
    caption->addStretch(1);
    caption->addWidget(m_step);
    caption->addWidget(m_days);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(heading(tr("Queue"), this));
    column->addWidget(m_tiles);
    column->addSpacing(8);
    column->addLayout(caption);
    column->addWidget(makeChartArea(), 1);
    column->addWidget(heading(tr("Success by step"), this));
    column->addWidget(m_steps);
    showSteps({});
}

QWidget *DashboardPage::makeChartArea()
{
    m_stack = new QStackedWidget(this);
    auto *none = new QLabel(tr("No retries in this time yet."), m_stack);
    none->setObjectName(QStringLiteral("noStatsLabel"));
    none->setAlignment(Qt::AlignCenter);
    none->setForegroundRole(QPalette::PlaceholderText);
    m_stack->addWidget(none);
    m_stack->addWidget(m_chart);
    return m_stack;
}

void DashboardPage::reload()
{
    core::whenFinished(m_desk->stats(m_days->currentData().toInt()), this,
                       [this, generation = ++m_generation](const core::Result<db::Stats> &answer) {
                           if (generation != m_generation)
                               return;
                           if (answer)
                               take(*answer);
                           else
                               emit failed(answer.error().message);
                       });
}

void DashboardPage::take(const db::Stats &stats)
{
    m_tiles->showStatus(stats.queue);
    m_stats = stats;
    showChart();
    showSteps(stats.byStep);
}

void DashboardPage::showChart()
{
    const QVariant step = m_step->currentData();
    if (step.isValid())
        m_chart->showDays(daysOf(m_stats, static_cast<core::Step>(step.toInt())), tr("attempts"));
    else
        m_chart->showDays(m_stats.byDay, tr("retries"));
    findChild<QLabel *>(QStringLiteral("noStatsLabel"))
        ->setText(step.isValid() ? tr("No attempts of this step in this time yet.")
                                 : tr("No retries in this time yet."));
    m_stack->setCurrentIndex(m_chart->hasData() ? 1 : 0);
}

void DashboardPage::showSteps(const std::vector<db::StepStats> &steps)
{
    m_steps->setRowCount(static_cast<int>(steps.size()));
    for (int row = 0; row < m_steps->rowCount(); ++row) {
        const db::StepStats &step = steps[static_cast<size_t>(row)];
        for (int column = 0; column < m_steps->columnCount(); ++column) {
            auto *item = new QTableWidgetItem(stepColumns()[static_cast<size_t>(column)].text(step));
            item->setTextAlignment(column == 0 ? Qt::AlignLeft | Qt::AlignVCenter
                                               : Qt::AlignRight | Qt::AlignVCenter);
            m_steps->setItem(row, column, item);
        }
    }
    for (int column = 0; column < m_steps->columnCount(); ++column)
        m_steps->horizontalHeaderItem(column)->setTextAlignment(
            column == 0 ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter);
    const int lines = qMax(1, m_steps->rowCount());
    m_steps->setFixedHeight(m_steps->horizontalHeader()->sizeHint().height() +
                            lines * m_steps->verticalHeader()->defaultSectionSize() + 4);
}

} // namespace gui
