// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"

#include <QWidget>

class QLabel;
class QTableView;

namespace models {
class QueueModel;
}

namespace gui {

class Desk;
class StatusTiles;

//! The retry queue: its numbers and its next rows.
class QueuePage : public QWidget
{
    Q_OBJECT

public:
    explicit QueuePage(Desk *desk, QWidget *parent = nullptr);

public slots:
    void reload();

signals:
    void countChanged(qint64 waiting);
    void failed(const QString &message);

private:
    void takeStatus(const db::QueueStatus &status);
    void takeRows(const std::vector<db::QueueRow> &rows);

    Desk *m_desk;
    models::QueueModel *m_model;
    StatusTiles *m_tiles;
    QLabel *m_summary;
    QTableView *m_table;
    int m_generation = 0;
};

} // namespace gui
