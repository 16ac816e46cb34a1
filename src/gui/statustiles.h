// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"

#include <QWidget>

#include <map>

class QLabel;

namespace gui {

//! The numbers of the retry queue as a row of tiles.
class StatusTiles : public QWidget
{
    Q_OBJECT

public:
    explicit StatusTiles(QWidget *parent = nullptr);

    void showStatus(const db::QueueStatus &status);

private:
    void addTile(const char *name, const QString &caption, const QString &toolTip);

    std::map<QString, QLabel *> m_numbers;
};

} // namespace gui
