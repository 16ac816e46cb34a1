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

} // namespace

DashboardPage::DashboardPage(Desk *desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_tiles(new StatusTiles(this)), m_days(new QComboBox(this)),
      m_chart(new SuccessChart(this)), m_steps(new QTableWidget(this))
{
    setObjectName(QStringLiteral("dashboardPage"));
    m_days->setObjectName(QStringLiteral("daysCombo"));
    for (const int days : {14, 30})
        m_days->addItem(tr("last %1 days").arg(days), days);
    connect(m_days, &QComboBox::activated, this, &DashboardPage::reload);
    m_steps->setObjectName(QStringLiteral("stepStatsTable"));
    m_steps->setColumnCount(5);
    m_steps->setHorizontalHeaderLabels(
        {tr("Step"), tr("Attempts"), tr("Succeeded"), tr("Failed"), tr("Success rate")});
    setUpTable(m_steps);
    m_steps->setSelectionMode(QAbstractItemView::NoSelection);
    m_steps->setFocusPolicy(Qt::NoFocus);
    m_steps->horizontalHeader()->setStretchLastSection(false);
    m_steps->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    auto *caption = new QHBoxLayout;
    caption->addWidget(heading(tr("Retry success by day"), this));
    caption->addStretch(1);
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
    m_chart->showDays(stats.byDay);
    m_stack->setCurrentIndex(m_chart->hasData() ? 1 : 0);
    showSteps(stats.byStep);
}

void DashboardPage::showSteps(const std::vector<db::StepStats> &steps)
{
    m_steps->setRowCount(static_cast<int>(steps.size()));
    for (int row = 0; row < m_steps->rowCount(); ++row) {
        const db::StepStats &step = steps[static_cast<size_t>(row)];
        const QString rate = step.attempts > 0
                                 ? QStringLiteral("%1 %").arg(QLocale().toString(step.successRate(), 'f', 1))
                                 : QStringLiteral("–");
        const QStringList texts{models::stepWord(step.step), numberText(step.attempts),
                                numberText(step.succeeded), numberText(step.failed), rate};
        for (int column = 0; column < texts.size(); ++column) {
            auto *item = new QTableWidgetItem(texts[column]);
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
