package web

func (s *Server) recordRoutes() []route { return nil }
