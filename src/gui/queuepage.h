// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"
#include "gui/page.h"

class QCheckBox;
class QLabel;
class QTableView;

namespace models {
class QueueModel;
}

namespace gui {

class Desk;
class StatusTiles;

//! The retry queue: its numbers, its next rows, and whether it is filled by itself.
class QueuePage : public Page
{
    Q_OBJECT

public:
    explicit QueuePage(Desk *desk, QWidget *parent = nullptr);

protected:
    void load() override;

private:
    void makeSwitch();
    void layOut();
    void takeStatus(const db::QueueStatus &status);
    void takeRows(const std::vector<db::QueueRow> &rows);
    void showSweep(bool isOn);
    void setSweep(bool isOn);

    Desk *m_desk;
    models::QueueModel *m_model;
    StatusTiles *m_tiles;
    QCheckBox *m_sweep;
    QLabel *m_sweepText;
    QLabel *m_summary;
    QTableView *m_table;
};

} // namespace gui
