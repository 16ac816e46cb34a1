// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/queuepage.h"

#include "gui/delegates.h"
#include "gui/desk.h"
#include "gui/statustiles.h"
#include "gui/tables.h"
#include "models/queuemodel.h"
#include "models/words.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace gui {

namespace {
constexpr int kRows = 500;
constexpr char kSweep[] = "sweep.enabled";
} // namespace

QueuePage::QueuePage(Desk *desk, QWidget *parent)
    : Page("queuePage", parent), m_desk(desk), m_model(new models::QueueModel(this)),
      m_tiles(new StatusTiles(this)), m_sweep(new QCheckBox(tr("&Automatic retries"), this)),
      m_sweepText(new QLabel(this)), m_summary(new QLabel(this)), m_table(new QTableView(this))
{
    m_summary->setObjectName(QStringLiteral("queueSummary"));
    m_table->setObjectName(QStringLiteral("queueTable"));
    m_table->setModel(m_model);
    setUpTable(m_table);
    m_table->setItemDelegate(new StateDelegate(m_table));
    makeSwitch();
    layOut();
    setLive();
}

void QueuePage::makeSwitch()
{
    m_sweep->setObjectName(QStringLiteral("sweepCheck"));
    m_sweep->setEnabled(false); // until it is known
    m_sweepText->setObjectName(QStringLiteral("sweepText"));
    m_sweepText->setForegroundRole(QPalette::PlaceholderText);
    connect(m_sweep, &QCheckBox::clicked, this, &QueuePage::setSweep);
}

void QueuePage::layOut()
{
    auto *automatic = new QHBoxLayout;
    automatic->addWidget(m_sweep);
    automatic->addWidget(m_sweepText, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_tiles);
    column->addLayout(automatic);
    column->addWidget(m_summary);
    column->addWidget(m_table, 1);
}

void QueuePage::load()
{
    ask(m_desk->queueStatus(), [this](const db::QueueStatus &status) { takeStatus(status); });
    ask(m_desk->queueRows(kRows), [this](const std::vector<db::QueueRow> &rows) { takeRows(rows); });
    ask(m_desk->setting(QLatin1String(kSweep)),
        [this](const QString &value) { showSweep(value.toDouble() != 0); });
}

void QueuePage::showSweep(bool isOn)
{
    m_sweep->setEnabled(true);
    m_sweep->setChecked(isOn);
    m_sweepText->setText(isOn ? tr("What failed is tried again by itself when it is due.")
                              : tr("What failed waits until you retry it or switch this on."));
}

void QueuePage::setSweep(bool isOn)
{
    m_sweep->setEnabled(false); // until it is answered; an error leaves it as it was
    ask(m_desk->setSetting(QLatin1String(kSweep), isOn ? QStringLiteral("1") : QStringLiteral("0")), [] {});
    reload();
}

void QueuePage::takeStatus(const db::QueueStatus &status)
{
    m_tiles->showStatus(status);
    emit countChanged(status.pending + status.running + status.held);
}

void QueuePage::takeRows(const std::vector<db::QueueRow> &rows)
{
    m_model->setRows(rows);
    fitColumns(m_table);
    m_table->viewport()->update(); // "in 4 min" ages though no row changed
    if (rows.empty())
        m_summary->setText(tr("The queue is empty: nothing waits for a retry."));
    else if (rows.size() < kRows)
        m_summary->setText(tr("What is queued, the next first"));
    else
        m_summary->setText(tr("The next %1 of what is queued").arg(models::numberText(kRows)));
}

} // namespace gui
