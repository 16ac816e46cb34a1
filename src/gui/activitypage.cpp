// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/activitypage.h"

#include "gui/desk.h"
#include "gui/emptystack.h"
#include "gui/tables.h"
#include "models/auditmodel.h"
#include "models/words.h"

#include <QLabel>
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
    : Page("activityPage", parent), m_desk(desk), m_model(new models::AuditModel(this)),
      m_table(namedTable(new QTableView, m_model)), m_summary(new QLabel(this)),
      m_stack(
          new EmptyStack(m_table,
                         tr("Nothing was done to many rows at once yet.\nBatches, decisions on causes and "
                            "hosts, and changed policies are written down here."),
                         this))
{
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_summary->setObjectName(QStringLiteral("activitySummary"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_summary);
    column->addWidget(m_stack, 1);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        const QString batchId = m_model->rowAt(index.row()).batchId;
        if (!batchId.isEmpty())
            emit batchWanted(batchId);
    });
    setLive();
}

void ActivityPage::load()
{
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
