// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/tables.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QStyle>
#include <QTableView>

namespace gui {

namespace {
constexpr int kMaxColumnWidth = 360;
constexpr int kMinColumnWidth = 80;
constexpr int kMinLastWidth = 100; // of a section that stretches
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

//! Takes what is too much from the widest columns, so that no one has to scroll sideways at first.
static void narrow(QTableView *table)
{
    QHeaderView *header = table->horizontalHeader();
    const int last = header->count() - 1;
    const int room =
        table->viewport()->width() - table->style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, table);
    int total = qMax(header->sectionSizeHint(last), kMinLastWidth);
    for (int i = 0; i < last; ++i)
        total += header->sectionSize(i);
    for (int excess = total - room; excess > 0;) {
        int widest = 0;
        for (int i = 1; i < last; ++i)
            widest = header->sectionSize(i) > header->sectionSize(widest) ? i : widest;
        const int less = qMin(excess, header->sectionSize(widest) - kMinColumnWidth);
        if (less <= 0)
            break;
        const int step = qMin(less, 20);
        header->resizeSection(widest, header->sectionSize(widest) - step);
        excess -= step;
    }
}

void fitColumns(QTableView *table)
{
    if (table->model()->rowCount() == 0 || table->property(kFitted).toBool())
        return;
    table->resizeColumnsToContents();
    QHeaderView *header = table->horizontalHeader();
    // A last section that stretches sizes itself; told a width it would not see the scroll bar come.
    for (int i = 0; i < header->count() - (header->stretchLastSection() ? 1 : 0); ++i)
        header->resizeSection(i, qMin(header->sectionSize(i) + 12, kMaxColumnWidth));
    if (!table->isVisible()) // its width says nothing yet
        return;
    narrow(table);
    table->setProperty(kFitted, true);
}

void refitColumns(QTableView *table)
{
    table->setProperty(kFitted, false);
}

void stretchColumn(QTableView *table, int column)
{
    table->horizontalHeader()->setStretchLastSection(false);
    table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
}

} // namespace gui
