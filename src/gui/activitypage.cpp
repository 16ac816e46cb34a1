// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/activitypage.h"

#include "gui/desk.h"
#include "gui/emptystack.h"
#include "gui/tables.h"
#include "gui/workerspanel.h"
#include "models/auditmodel.h"
#include "models/words.h"

#include <QLabel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace gui {

namespace {
constexpr int kRows = 500;

//! Gives the table its name before it is wrapped.
QTableView *namedTable(QTableView *table, models::AuditModel *model)
{
    table->setObjectName(QStringLiteral("auditTable"));
    table->setModel(model);
    setUpTable(table);
    stretchColumn(table, static_cast<int>(models::AuditModel::Column::Result));
    return table;
}

} // namespace

ActivityPage::ActivityPage(Desk *desk, QWidget *parent)
    : Page("activityPage", parent), m_desk(desk), m_workers(new WorkersPanel(desk, this)),
      m_model(new models::AuditModel(this)), m_table(namedTable(new QTableView, m_model)),
      m_summary(new QLabel(this)),
      m_stack(
          new EmptyStack(m_table,
                         tr("Nothing was done to many rows at once yet.\nBatches, decisions on causes and "
                            "hosts, and changed policies are written down here."),
                         this))
{
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("activitySplitter"));
    splitter->addWidget(m_workers);
    splitter->addWidget(makeAudit());
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({180, 540});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addWidget(splitter);
    connect(m_workers, &Page::failed, this, &Page::failed);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        const QString batchId = m_model->rowAt(index.row()).batchId;
        if (!batchId.isEmpty())
            emit batchWanted(batchId);
    });
    setLive();
}

QWidget *ActivityPage::makeAudit()
{
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAccessibleName(tr("Activity"));
    m_summary->setObjectName(QStringLiteral("activitySummary"));
    auto *area = new QWidget(this);
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_summary);
    column->addWidget(m_stack, 1);
    return area;
}

void ActivityPage::load()
{
    m_workers->reload();
    ask(m_desk->audit(kRows), [this](const std::vector<db::AuditRow> &rows) { take(rows); });
}

void ActivityPage::take(const std::vector<db::AuditRow> &rows)
{
    m_model->setRows(rows);
    m_model->refreshTimes();
    fitColumns(m_table);
    m_stack->setEmpty(rows.empty());
    m_summary->setVisible(!rows.empty());
    m_summary->setText(rows.size() < kRows
                           ? tr("Who did what to many vehicles or hosts at once, the newest first")
                           : tr("The last %1 actions on many vehicles or hosts, the newest first")
                                 .arg(models::numberText(kRows)));
}

} // namespace gui
