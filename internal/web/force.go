package web

func (s *Server) forceRoutes() []route { return nil }
