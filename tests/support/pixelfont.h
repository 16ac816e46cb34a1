// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPoint>
#include <QString>

class QPainter;

namespace testsupport {

//! Writes capitals, digits and a little punctuation with dots of 5 × 7. Qt's own fonts need a
//! QGuiApplication, which the origin does without.
void drawPixelText(QPainter &painter, QPoint topLeft, int dot, const QColor &color, const QString &text);

} // namespace testsupport
