// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;

namespace gui {

//! The looks and manners all tables here share: whole rows, no grid, compact lines, movable columns.
void setUpTable(QTableView *table);
//! Columns as wide as their content, within reason; only the first time there is content.
void fitColumns(QTableView *table);

//! Lets fitColumns() fit once more: the content is another's now.
void refitColumns(QTableView *table);
//! This column takes the room that is left, instead of the last one.
void stretchColumn(QTableView *table, int column);

} // namespace gui
