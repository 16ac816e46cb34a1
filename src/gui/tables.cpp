// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/tables.h"

#include <QHeaderView>
#include <QTableView>

namespace gui {

namespace {
constexpr int kMaxColumnWidth = 360;
constexpr char kFitted[] = "retrydeskFitted";
} // namespace

void setUpTable(QTableView *table)
{
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->setWordWrap(false);
    table->setTextElideMode(Qt::ElideRight);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 10);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setSectionsMovable(true);
}

void fitColumns(QTableView *table)
{
    if (table->model()->rowCount() == 0 || table->property(kFitted).toBool())
        return;
    table->setProperty(kFitted, true);
    table->resizeColumnsToContents();
    QHeaderView *header = table->horizontalHeader();
    // A last section that stretches sizes itself; told a width it would not see the scroll bar come.
    for (int i = 0; i < header->count() - (header->stretchLastSection() ? 1 : 0); ++i)
        header->resizeSection(i, qMin(header->sectionSize(i) + 12, kMaxColumnWidth));
}

} // namespace gui
